"""The demonstration's files in the real store."""

import hashlib
import os
import random
import secrets
from uuid import uuid4

from ...adapters import sealing
from ...adapters.storage import LocalStorage, Storage
from ...domain.documents import vault
from ...domain.documents.enums import MediaType
from .applications import StoredFile
from .files import WRITERS, Lines, cv_lines, letter_lines
from .people import Persona

MEDIA_TYPES = {"pdf": MediaType.PDF, "docx": MediaType.DOCX, "odt": MediaType.ODT}
CV_NAMES = {
    "fr": ("CV {name}", "{name} CV 2026", "cv final v3", "Curriculum vitæ — {name}"),
    "en": ("{name} CV", "Resume {name}"),
}
LETTER_NAMES = {"fr": ("Lettre de motivation {name}", "LM", "Lettre"), "en": ("Cover letter {name}", "Cover letter")}
# Word files take five times as long to write as the others: in a large set most of them are PDFs, as in life.
KINDS = ("pdf", "docx", "odt")
WEIGHTS = (74, 14, 12)
# A file takes twenty times as long to write as to seal: beyond so many of a kind, in a set of thousands that nobody will
# read one by one, its octets are those of an earlier one. Each is a file of its own all the same, under a key of its own.
FRESH = {"pdf": 1000, "docx": 60, "odt": 150}


class FileMaker:
    """Writes each person's files; in a large set the later ones repeat the octets of earlier ones."""

    def __init__(self, storage: Storage, *, firm_name: str) -> None:
        self._storage = storage
        self._firm = firm_name
        self._written: dict[str, list[bytes]] = {kind: [] for kind in KINDS}

    def cv(self, persona: Persona, draw: random.Random) -> StoredFile:
        """A CV."""
        return self._store(persona, cv_lines(persona), draw.choice(CV_NAMES[persona.locale]), draw)

    def letter(self, persona: Persona, job_title: str, draw: random.Random) -> StoredFile:
        """A cover letter."""
        lines = letter_lines(persona, job_title, self._firm)
        return self._store(persona, lines, draw.choice(LETTER_NAMES[persona.locale]), draw)

    def sync(self) -> None:
        """One sync for the whole batch, before its rows are committed, instead of three a file."""
        os.sync()

    def _store(self, persona: Persona, lines: Lines, name: str, draw: random.Random) -> StoredFile:
        kind = draw.choices(KINDS, WEIGHTS)[0]
        content = self._content(kind, lines, draw)
        document_id, file_key = uuid4(), sealing.new_key()
        key = self._put(vault.seal_file(file_key, content, document_id))
        shown = f"{name.format(name=persona.name)}.{kind}"
        digest = hashlib.sha256(content).hexdigest()
        return StoredFile(document_id, file_key, key, len(content), digest, MEDIA_TYPES[kind], shown)

    def _put(self, sealed: bytes) -> str:
        """Into a folder without the syncs, which come once for the batch; into any other store as it takes it."""
        if not isinstance(self._storage, LocalStorage):
            return self._storage.write(sealed)
        key = secrets.token_hex(16)
        path = self._storage.path_of(key)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
        return key

    def _content(self, kind: str, lines: Lines, draw: random.Random) -> bytes:
        written = self._written[kind]
        if len(written) >= FRESH[kind]:
            return draw.choice(written)
        written.append(WRITERS[kind](lines))
        return written[-1]
