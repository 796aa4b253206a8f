"""The copy as people read it: parts in the order of a story, words instead of codes, names instead of ids (C5.1).

``data.json`` keeps everything for programs. Here a column without a name in ``export_words`` is not shown, and a test
holds that each has one, or is listed there as nothing to read.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Enum, select

from ...core.clock import now
from ...core.db import Base, UTCDateTime
from ...core.permissions import Role
from ...core.text import in_language
from ...extensions import db
from ..applications.enums import SourceKind
from ..disclosures.enums import DataCategory
from ..disclosures.rules import CORRECTIONS, listed, words_of
from ..documents.models import Document
from ..jobs.models import Stage
from ..jobs.queries import titles_of
from ..policy.texts import Text
from .collection import Collection
from .export_words import ACTS, AUTHORS, AUTHORS_FOR_OTHERS, COLUMNS, COLUMNS_ADDED, COLUMNS_KEPT, LANGUAGES, TITLES
from .told import TOLD

Row = Mapping[str, Any]
# What belongs to an application stands with it; then the rest. What is not named here is nothing to read.
OF_AN_APPLICATION = (
    *("applications", "sourcings", "former_details", "answers", "messages", "notes", "statements", "moves"),
    *("outgoing_mails", "holds", "former_words"),
)
OF_THE_PERSON = (
    *("candidates", "documents", "consents", "objections", "contact_messages", "rights_requests", "restrictions"),
    *("masks", "disclosures", "archived_files", "archive_openings", "outgoing_mails", "candidate_codes"),
    "audit_events",
)
FILES = ("cv_id", "cover_letter_id")
# A line each, rather than a card.
IN_LINES = {"documents", "moves", "candidate_codes", "audit_events"}
# What is not so is not told: nobody reads of each step that it was not told by voice.
_YES = Text("oui", "yes")


@dataclass(frozen=True)
class Line:
    """A name and what stands under it; ``look`` says how a page shows it."""

    name: str
    value: Any
    look: str


@dataclass(frozen=True)
class Part:
    """The rows of one table, oldest first."""

    table: str
    title: str
    rows: list[list[Line]]

    @property
    def is_in_lines(self) -> bool:
        """Whether each row is one line."""
        return self.table in IN_LINES


class Reader:
    """Reads the rows of one person to them, in one language; ``titles`` are others for who is not that person."""

    def __init__(
        self, tables: Mapping[str, list[dict[str, Any]]], locale: str, titles: Mapping[str, Text] = TITLES
    ) -> None:
        self._tables, self._locale, self._titles = tables, locale, titles
        authors = AUTHORS if titles is TITLES else AUTHORS_FOR_OTHERS
        # The values of closed lists, which stand in the rows as texts.
        self._words: Mapping[str, Mapping[Any, Text]] = {
            "locale": LANGUAGES,
            "tag": ACTS,
            "what": CORRECTIONS,
            "written_by": authors,
        }
        self._sourcings = {row.get("application_id"): row for row in tables.get("sourcings", [])}
        self._disputed = {row.get("application_id") for row in tables.get("holds", []) if not row.get("ended_at")}
        self._is_kept = any(map(_keeps, tables.get("restrictions", [])))
        self._names = self._stages() | self._jobs() | self._files()

    def of_application(self, application_id: UUID) -> list[Part]:
        """What belongs to one application."""
        mine = str(application_id)
        return self._parts(OF_AN_APPLICATION, lambda row: row.get("application_id", row.get("id")) == mine)

    def of_person(self) -> list[Part]:
        """What belongs to no application in particular."""
        return self._parts(OF_THE_PERSON, lambda row: row.get("body") is None or row.get("application_id") is None)

    def all(self) -> list[Part]:
        """Whatever there is, in the same order."""
        return self._parts(dict.fromkeys((*OF_AN_APPLICATION, *OF_THE_PERSON)), lambda _row: True)

    def _parts(self, names: Any, is_wanted: Any) -> list[Part]:  # noqa: ANN401  any iterable, any predicate
        parts = []
        for name in names:
            rows = sorted((row for row in self._tables.get(name, []) if is_wanted(row)), key=_when)
            if read := [lines for row in rows if (lines := self._lines(name, row))]:
                parts.append(Part(name, self._titles[name].in_language(self._locale), read))
        return parts

    def _lines(self, table: str, row: Row) -> list[Line]:
        return [
            Line(self._called(table, column, row), *self._read(table, column, row))
            for column, value in sorted(row.items(), key=lambda pair: _place(table, pair[0]))
            if value not in (None, "") and value is not False and _name(table, column) is not None
        ]

    def _called(self, table: str, column: str, row: Row) -> str:
        """An answer stands under its question."""
        if table == "answers":
            words: str = row["label"]
            return words
        name = self._when_kept(column, row) or self._when_added(column, row) or _name(table, column) or Text("", "")
        return name.in_language(self._locale)

    def _when_kept(self, column: str, row: Row) -> Text | None:
        """What stays beyond its day, for a dispute or because the person wants it, does not go on it."""
        stays = self._is_kept or row.get("hold_review_on") or row.get("id") in self._disputed
        return COLUMNS_KEPT.get(column) if stays else None

    def _when_added(self, column: str, row: Row) -> Text | None:
        """What a column is called of an application that the team added; once its person has applied, they sent it."""
        sourcing = self._sourcings.get(row.get("id"))
        if sourcing is None or (column == "submitted_at" and sourcing["applied_at"] is not None):
            return None
        return COLUMNS_ADDED.get(column)

    def _read(self, table: str, column: str, row: Row) -> tuple[Any, str]:  # noqa: PLR0911
        value = row[column]
        if value in self._names:
            return self._names[value], "text"
        if column == "source" and row.get("id") in self._sourcings:
            return SourceKind(value), "label"
        if column == "actor_role":
            return Role(value), "label"
        if column in self._words:
            return self._words[column][value].in_language(self._locale), "text"
        if value is True:
            return _YES.in_language(self._locale), "text"
        if column in TOLD.get(table, {}):
            return value, "text"
        if column == "categories":
            parts = [DataCategory(each) for each in value.split()]
            return listed(words_of(parts, is_from_archive=row["candidate_id"] is None), self._locale), "text"
        return _typed(table, column, value)

    def _stages(self) -> dict[str, str]:
        ids = {row[name] for row in self._tables.get("moves", []) for name in row if name.endswith("stage_id")}
        ids |= {row["stage_id"] for row in self._tables.get("applications", []) if "stage_id" in row}
        stages = db.session.scalars(select(Stage).where(Stage.id.in_([UUID(each) for each in ids if each])))
        return {str(stage.id): in_language(stage.names, self._locale) for stage in stages}

    def _jobs(self) -> dict[str, str]:
        ids = [UUID(row["job_id"]) for row in self._tables.get("applications", []) if "job_id" in row]
        return {str(job_id): title for job_id, title in titles_of(ids, self._locale).items()}

    def _files(self) -> dict[str, str]:
        rows = (*self._tables.get("applications", []), *self._tables.get("former_details", []))
        ids = [UUID(key) for row in rows for name in FILES if (key := row.get(name))]
        return {
            str(each.id): each.filename for each in db.session.scalars(select(Document).where(Document.id.in_(ids)))
        }


def _keeps(restriction: Row) -> bool:
    """Whether that is why nothing is erased now."""
    lifted_at = restriction.get("lifted_at")
    return bool(restriction.get("review_on")) and (not lifted_at or datetime.fromisoformat(lifted_at) > now())


def summed_up(collection: Collection, locale: str) -> Sequence[tuple[str, str, int]]:
    """What is not given: of which part, why, how many times."""
    found = Counter((mask.where.partition("/")[0], mask.reason) for mask in collection.masks)
    said = [
        (TITLES[table].in_language(locale), why.in_language(locale), number) for (table, why), number in found.items()
    ]
    return sorted(said)


def _typed(table: str, column: str, value: Any) -> tuple[Any, str]:  # noqa: ANN401  of any type
    """A value of JSON as what its column holds.

    The log gives the day: the minute would tell which colleague it was. The archive has the day alone, and the name of
    a stage where no column holds one.
    """
    stored = Base.metadata.tables[table].c.get(column)
    kind = stored.type if stored is not None else None
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value), "label"
    if isinstance(kind, UTCDateTime):
        if "T" not in value:
            return date.fromisoformat(value), "day"
        return datetime.fromisoformat(value), "day" if table == "audit_events" else "moment"
    if isinstance(kind, Date):
        return date.fromisoformat(value), "day"
    return value, {"size": "size", "value": "answer"}.get(column, "text")


def _name(table: str, column: str) -> Text | None:
    return COLUMNS.get(f"{table}.{column}", COLUMNS.get(column))


_FIRST = (
    "at moved_at replaced_at written_at received_on received_at made_at given_at asked_at placed_at opened_at "
    "created_at sent_at submitted_at job_id reference filename name email phone current_position kind subject "
    "to_address recipient purpose tag from_stage_id to_stage_id from_state to_state written_by body message words"
)
_ORDER = {column: place for place, column in enumerate(_FIRST.split())}


def _place(table: str, column: str) -> tuple[int, str]:
    """When first, then who and what, the rest by name."""
    name = _name(table, column)
    return _ORDER.get(column, len(_ORDER)), name.fr if name else column


def _when(row: Row) -> str:
    """The first of the moments that a row knows; rows of the same moment stay as they were."""
    return next((row[column] for column in _ORDER if column.endswith(("at", "on")) and row.get(column)), "")
