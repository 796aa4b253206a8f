"""The copy of a person's data: a page to read, JSON for programs, the files as they were sent (A8, C5.1).

Built anew for each download and kept nowhere. The same data makes the same octets (R14): nothing in it tells when it
was built.
"""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from sqlalchemy import JSON, Boolean, Integer, Row, select

from ...core.db import Base
from ...core.text import slugify
from ...extensions import db
from ..applications import rules
from ..applications.models import Application, Sourcing
from ..documents.models import Document
from ..documents.vault import opener
from ..firm.notices import current_document
from ..firm.queries import current_firm
from ..jobs.queries import text_of
from ..people.queries import get_candidate
from ..people.rules import email_key
from .archived import Kept, read_kept, tables_of
from .collection import Collection, collect, personal_columns
from .inventory import CATALOGUE
from .legible import Part as Legible
from .legible import Reader, summed_up
from .told import TOLD

FORMAT = "vivier-copy-1"
# The oldest that a ZIP can say: the same for every file of every copy.
_JSON_TYPES: dict[type, str] = {Boolean: "boolean", Integer: "integer", JSON: "object"}
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Part:
    """One file of the copy; its octets are fetched when their turn comes."""

    name: str
    read: Callable[[], bytes]
    is_packed: bool = False


def build_bundle(candidate_id: UUID | None, locale: str, *, email: str = "") -> list[Part]:
    """The parts of the copy, in their order; ``email``: of somebody who only wrote to us (None). Raises Missing."""
    email = get_candidate(candidate_id).email if candidate_id is not None else email
    collection = collect(candidate_id, address=email_key(email))
    files, archived = _files(candidate_id), _archived(read_kept(candidate_id, email_key(email)), locale)
    page = _page(candidate_id, email, collection, files, archived, locale)
    data = _data(collection, locale)
    style = render_template("export/style.css").encode()
    schema = json.dumps(export_schema(), ensure_ascii=False, indent=1, sort_keys=True).encode()
    return [
        Part("index.html", lambda: page),
        Part("style.css", lambda: style),
        Part("data.json", lambda: data),
        Part("schema.json", lambda: schema),
        *(Part(name, opener(document), is_packed=True) for document, name in files.items()),
        *(part for each in archived for part in _files_of(each)),
    ]


def pack(parts: list[Part]) -> Iterator[bytes]:
    """The parts as one ZIP, chunk by chunk: a copy with many files never stands in memory as a whole."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for part in parts:
            entry = zipfile.ZipInfo(part.name, _NO_TIME)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            entry.compress_type = zipfile.ZIP_STORED if part.is_packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, part.read())
            yield sink.taken()
    yield sink.taken()


def export_schema() -> dict[str, Any]:
    """The JSON Schema of ``data.json``, made from the catalogue; closed: it names every column there is."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": FORMAT,
        "type": "object",
        "additionalProperties": False,
        "required": ["format", "tables", "masks"],
        "properties": {
            "format": {"const": FORMAT},
            "tables": {
                "type": "object",
                "additionalProperties": False,
                "required": sorted(personal_columns()),
                "properties": {name: _table_schema(name, columns) for name, columns in personal_columns().items()},
            },
            "masks": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["where", "reason"],
                    "properties": {"where": {"type": "string"}, "reason": {"type": "string"}},
                },
            },
        },
    }


def _table_schema(name: str, columns: list[str]) -> dict[str, Any]:
    table = Base.metadata.tables[name]
    why = {entry.column: entry.why for entry in CATALOGUE}
    return {
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": sorted([*columns, *TOLD.get(name, {})]),
            "properties": {
                column: {"type": _json_types(table.c[column].type), "description": why[f"{name}.{column}"].en}
                for column in columns
            }
            | {each: {"type": ["string", "null"], "description": what.en} for each, what in TOLD.get(name, {}).items()},
        },
    }


def _json_types(type_: object) -> list[str]:
    """What a column may hold; any may be empty, or masked."""
    return [next((name for kind, name in _JSON_TYPES.items() if isinstance(type_, kind)), "string"), "null"]


def _data(collection: Collection, locale: str) -> bytes:
    masks = [{"where": mask.where, "reason": mask.reason.in_language(locale)} for mask in collection.masks]
    said = {"format": FORMAT, "tables": collection.tables, "masks": masks}
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _files(candidate_id: UUID | None) -> dict[Document, str]:
    """The person's files, and where they stand in the copy: under the names they came with, which may be the same."""
    if candidate_id is None:
        return {}
    kept = select(Document).where(Document.candidate_id == candidate_id)
    documents = db.session.scalars(kept.order_by(Document.created_at, Document.id))
    return {document: file_name(number, document.filename) for number, document in enumerate(documents, 1)}


@dataclass(frozen=True)
class Archived:
    """What the page tells of one refusal that the archive keeps, and under which names its files stand."""

    kept: Kept
    parts: list[Legible]
    left_out: Sequence[tuple[str, int]]
    data: str
    cv: str | None


def _archived(kept: Sequence[Kept], locale: str) -> list[Archived]:
    return [
        Archived(
            each,
            Reader(tables_of(each.record), locale).all(),
            sorted(Counter(why.in_language(locale) for why in each.masks).items()),
            f"archive/{number:02}.json",
            f"archive/{number:02}-{_safe(each.record['cv']['filename'])}" if each.cv is not None else None,
        )
        for number, each in enumerate(kept, 1)
    ]


def _files_of(archived: Archived) -> list[Part]:
    data = json.dumps(archived.kept.record, ensure_ascii=False, indent=1).encode()
    cv = archived.kept.cv
    return [
        _octets(archived.data, data),
        *([_octets(archived.cv, cv)] if archived.cv is not None and cv is not None else []),
    ]


def _octets(name: str, content: bytes) -> Part:
    return Part(name, lambda: content)


def file_name(number: int, filename: str) -> str:
    """Where a file stands in a copy."""
    return f"files/{number:02}-{_safe(filename)}"


def _safe(filename: str) -> str:
    stem, _, ending = filename.rpartition(".")
    return f"{slugify(stem) or 'file'}.{ending.lower()}"


def _page(
    candidate_id: UUID | None,
    email: str,
    collection: Collection,
    files: dict[Document, str],
    archived: list[Archived],
    locale: str,
) -> bytes:
    reader = Reader(collection.tables, locale)
    with force_locale(locale):
        page = render_template(
            "export/index.html",
            firm=current_firm(),
            language=locale,
            email=email,
            applications=[
                (
                    application,
                    sourcing,
                    text_of(application.job_id, locale).title,
                    rules.schedule_of(application.id),
                    reader.of_application(application.id),
                )
                for application, sourcing in _applications(candidate_id)
            ],
            files=[(document.filename, name) for document, name in files.items()],
            archived=archived,
            parts=reader.of_person(),
            left_out=summed_up(collection, locale),
            sections=current_document(locale).sections,
        )
    return page.encode()


def _applications(candidate_id: UUID | None) -> Sequence[Row[Application, Sourcing | None]]:
    theirs = select(Application, Sourcing).outerjoin(Sourcing, Sourcing.application_id == Application.id)
    mine = theirs.where(Application.candidate_id == candidate_id)
    return db.session.execute(mine.order_by(Application.submitted_at, Application.id)).all()


class _Sink(io.RawIOBase):
    """Takes what the archive writes, and gives it away."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, octets: Any) -> int:  # noqa: ANN401  whatever holds octets
        self._held += octets
        return len(octets)

    def taken(self) -> bytes:
        held, self._held = bytes(self._held), bytearray()
        return held
