"""Where the octets of documents are, and the keys that open them.

Each file has a random key of its own. While it is staged that key is sealed by a master key of the configuration; once
it is a candidate's, by the candidate's key, which the master key seals in turn. The store never holds a readable octet,
and whoever destroys the candidate's key has destroyed every file of that person, in every backup of the store (A11.2).
"""

from collections.abc import Callable
from functools import cache
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import Select, bindparam, select

from ...adapters import sealing
from ...adapters.antivirus import Scanner, make_scanner
from ...adapters.sealing import MasterKeys, Unsealable
from ...adapters.storage import FileLost, Storage, StorageUnavailable
from ...adapters.storage_s3 import make_storage
from ...core import logging
from ...core.clock import now
from ...core.rows import AnyRow, add_rows, read_rows
from ...extensions import db
from ..accountability.enums import ProcessorKind
from ..accountability.queries import is_refused
from .models import AnyDocument, CandidateKey, Document, Package, Rendition

log = logging.get(__name__)


def storage() -> Storage:
    """The store of this instance."""
    return make_storage(current_app.config)


def scanner() -> Scanner | None:
    """The antivirus of this instance; None where the configuration has chosen none."""
    return make_scanner(current_app.config)


def has_scanner() -> bool:
    """Whether files are scanned here."""
    return scanner() is not None


def master_keys() -> MasterKeys:
    """The master keys of the configuration."""
    return MasterKeys(current_app.config["MASTER_KEYS"])


def put_staged(document_id: UUID, content: bytes) -> tuple[str, bytes]:
    """Stores a file that is nobody's yet: its storage key, and its own key as sealed. Raises StorageUnavailable."""
    key = sealing.new_key()
    sealed_key = master_keys().seal(key, f"document {document_id}")
    return _store_to_fill().write(seal_file(key, content, document_id)), sealed_key


def seal_file(key: bytes, content: bytes, document_id: UUID) -> bytes:
    """A file as the store keeps it."""
    return sealing.seal(key, content, f"file {document_id}")


def seal_document_key(candidate_key: bytes, key: bytes, document_id: UUID) -> bytes:
    """The key of a candidate's document as its row keeps it."""
    return sealing.seal(candidate_key, key, f"document {document_id}")


def adopt(document: Document, candidate_id: UUID) -> None:
    """Gives a staged document to a candidate, whose key opens it from now on; the stored octets stay as they are."""
    if document.sealed_key is not None:
        seal_for(document, candidate_id)
    document.candidate_id = candidate_id


def seal_for(document: Document, candidate_id: UUID) -> None:
    """Seals by the candidate's key the document's own, which a master key has sealed."""
    context = f"document {document.id}"
    key = master_keys().unseal(document.sealed_key or b"", context)
    document.sealed_key = seal_document_key(_candidate_key(candidate_id), key, document.id)


def reseal(row: CandidateKey) -> None:
    """Seals a candidate's key by the current master key. Raises Unsealable."""
    key = master_keys().unseal(row.sealed, f"candidate {row.candidate_id}")
    row.sealed, row.sealed_by = seal_candidate_key(key, row.candidate_id)


def reseal_staged(document: Document) -> None:
    """Seals the key of a staged document by the current master key. Raises Unsealable."""
    context = f"document {document.id}"
    document.sealed_key = master_keys().seal(master_keys().unseal(document.sealed_key or b"", context), context)


def read_content(document: AnyDocument) -> bytes:
    """The file as it was sent. Raises FileLost when it is not there or cannot be opened; StorageUnavailable."""
    return _open(document, document.storage_key, f"file {document.id}")


def opener(document: Document) -> Callable[[], bytes]:
    """A way to read the file later, outside of this transaction. Raises Unsealable; StorageUnavailable when called."""
    store, storage_key, context = storage(), document.storage_key, f"file {document.id}"
    if document.sealed_key is None:
        return lambda: store.read(storage_key)
    key = _file_key(document)
    return lambda: sealing.unseal(key, store.read(storage_key), context)


def must_have_room() -> None:
    """Raises StorageUnavailable unless the store could take a file now."""
    _store_to_fill().check()


def put_rendition(document: Document, kind: str, number: int, content: bytes) -> str:
    """Stores what was made of a document, under the document's key; gives the storage key."""
    return _store_to_fill().write(sealing.seal(_file_key(document), content, f"{kind} {number} {document.id}"))


def read_rendition(document: AnyDocument, rendition: Rendition | AnyRow) -> bytes:
    """What was made of the document. Raises StorageUnavailable."""
    return _open(document, rendition.storage_key, f"{rendition.kind} {rendition.number} {document.id}")


def put_package(content: bytes) -> Package:
    """Seals octets under a key of their own and stores them; the row is in the session. Raises StorageUnavailable."""
    key, package_id = sealing.new_key(), uuid4()
    package = Package(id=package_id, sealed_by=master_keys().current)
    package.sealed_key = master_keys().seal(key, f"package {package_id}")
    package.storage_key = _store_to_fill().write(sealing.seal(key, content, f"package {package_id}"))
    db.session.add(package)
    return package


def read_package(package: Package) -> bytes:
    """What the package holds. Raises StorageUnavailable."""
    context = f"package {package.id}"
    try:
        return sealing.unseal(
            master_keys().unseal(package.sealed_key, context), storage().read(package.storage_key), context
        )
    except Unsealable as fault:
        raise StorageUnavailable from fault


def reseal_package(package: Package) -> None:
    """Seals a package's key by the current master key. Raises Unsealable."""
    context = f"package {package.id}"
    package.sealed_key = master_keys().seal(master_keys().unseal(package.sealed_key, context), context)
    package.sealed_by = master_keys().current


def _store_to_fill() -> Storage:
    """The store, where something may be put into it: another's needs its line in the list of processors (C3.4)."""
    if is_refused(ProcessorKind.STORAGE):
        log.error("nothing is stored", error="no_processor")
        raise StorageUnavailable
    return storage()


def _open(document: AnyDocument, storage_key: str, context: str) -> bytes:
    if document.sealed_key is None:
        return storage().read(storage_key)
    try:
        return sealing.unseal(_file_key(document), storage().read(storage_key), context)
    except Unsealable as fault:
        log.error("a stored file cannot be opened", document_id=str(document.id), fault=type(fault).__name__)  # noqa: TRY400  the trace would say nothing more
        raise FileLost from fault


def _file_key(document: AnyDocument) -> bytes:
    """The document's own key. Raises Unsealable."""
    sealed, context = document.sealed_key or b"", f"document {document.id}"
    if document.candidate_id is None:
        return master_keys().unseal(sealed, context)
    return sealing.unseal(_candidate_key(document.candidate_id), sealed, context)


def _candidate_key(candidate_id: UUID) -> bytes:
    """The person's key; made with their first file. Whoever adopts a file holds the candidate's row."""
    context = f"candidate {candidate_id}"
    sealed = read_rows(_sealed_key(), candidate_id=candidate_id).scalar()
    if sealed is not None:
        return master_keys().unseal(sealed, context)
    key = sealing.new_key()
    sealed, sealed_by = seal_candidate_key(key, candidate_id)
    row = {"candidate_id": candidate_id, "sealed": sealed, "sealed_by": sealed_by, "created_at": now()}
    add_rows(CandidateKey, row)
    return key


@cache
def _sealed_key() -> Select[bytes]:
    keys = CandidateKey.__table__.c
    return select(keys.sealed).where(keys.candidate_id == bindparam("candidate_id"))


def seal_candidate_key(key: bytes, candidate_id: UUID) -> tuple[bytes, str]:
    """A candidate's key as its row keeps it, and the name of the master key that sealed it."""
    return master_keys().seal(key, f"candidate {candidate_id}"), master_keys().current
