"""What a package gives: of an application, or of what the archive keeps of one, the chosen categories alone (C3.0).

Both are told in the tables of the person's own copy, and what that masks is masked here too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..applications.models import Application
from ..archive.minimum import Minimum
from ..archive.models import ArchivedFile
from ..archive.queries import read_minimum
from ..disclosures.enums import Correction, DataCategory, Ground
from ..disclosures.models import Disclosure
from ..disclosures.rules import HELD_IN
from ..documents.queries import list_documents
from ..documents.release import release_original
from ..jobs.queries import text_of
from ..people.queries import find_candidate_by_email
from ..people.rules import email_key
from .archived import Tables, mask_notes, tables_of
from .bundle import Part, file_name
from .collection import collect
from .masking import Masker, masks_in

# What each category holds, of the tables of the copy.
HOLDS: Mapping[DataCategory, Mapping[str, str]] = {
    DataCategory.DETAILS: {"candidates": "email", "applications": "name phone current_position submitted_at"},
    DataCategory.ANSWERS: {"applications": "message", "answers": "label value"},
    DataCategory.FILES: {},
    DataCategory.ACCOMMODATION: {"applications": "accommodation"},
    DataCategory.MESSAGES: {"messages": "body written_by written_at"},
    # What the person says of the notes goes where these go (C5.2).
    DataCategory.NOTES: {"notes": "body written_at", "statements": "body written_at"},
    DataCategory.HISTORY: {
        "applications": "state decided_at rejection_reason",
        "moves": "moved_at to_stage_id stage from_state to_state rejection_reason",
    },
}
FORMER = "what question words replaced_at"


@dataclass(frozen=True)
class Contents:
    """What a package holds, beside its own page; ``job_title`` is told with the details alone."""

    tables: Tables
    files: list[Part]
    job_title: str


def contents_of(row: Disclosure, source: Application | ArchivedFile) -> Contents:
    """What leaves under that row. Raises Refused for a file that the antivirus holds, StorageUnavailable."""
    return _of_archived(row, source) if isinstance(source, ArchivedFile) else _of_application(row, source)


def kept_parts(minimum: Minimum) -> list[DataCategory]:
    """Which categories the archive has something of."""
    has = {
        DataCategory.DETAILS: True,
        DataCategory.ANSWERS: minimum.record["answers"],
        DataCategory.FILES: minimum.cv is not None,
        DataCategory.NOTES: minimum.record["notes"] or minimum.record["statement"],
        DataCategory.HISTORY: True,
    }
    return [category for category, something in has.items() if something]


def _of_application(row: Disclosure, application: Application) -> Contents:
    # A table's own id, or the application's that it names: one person's other applications stay.
    ids = {str(each) for each in (application.id, application.candidate_id)}
    tables = {
        table: [given for given in rows if given.get("application_id", given.get("id")) in ids]
        for table, rows in collect(application.candidate_id).tables.items()
    }
    title = text_of(application.job_id, row.locale).title
    return Contents(_chosen(tables, row.parts) | _corrected(tables, row), _files(row, application), title)


def _of_archived(row: Disclosure, file: ArchivedFile) -> Contents:
    minimum = read_minimum(file)
    record, cv = minimum.record, minimum.cv
    masked, _reasons = mask_notes(record, _masker_of(record))
    gives_cv = cv is not None and DataCategory.FILES in row.parts
    files = [_part(1, record["cv"]["filename"], cv)] if cv is not None and gives_cv else []
    return Contents(_chosen(tables_of(masked), row.parts), files, record["job"]["title"])


def _chosen(tables: Tables, parts: Collection[DataCategory]) -> Tables:
    """Of each row the columns of these categories alone, as far as it has them."""
    wanted: dict[str, list[str]] = {}
    for category in parts:
        for table, columns in HOLDS[category].items():
            wanted.setdefault(table, []).extend(columns.split())
    return {
        table: [{column: given[column] for column in wanted[table] if column in given} for given in rows]
        for table, rows in tables.items()
        if table in wanted
    }


def _corrected(tables: Tables, row: Disclosure) -> Tables:
    """What a dispute keeps of before is for those who settle it, and for no partner (A2.17)."""
    if row.ground not in {Ground.LEGAL_DUTY, Ground.PROTECTION_OF_RIGHTS}:
        return {}
    given = [each for each in tables["former_words"] if HELD_IN[Correction(each["what"])] in row.parts]
    return {"former_words": [{name: each[name] for name in FORMER.split()} for each in given]} if given else {}


def _masker_of(record: dict[str, Any]) -> Masker:
    """Of somebody who may be a candidate again, and whom the record names if not."""
    key = email_key(record["email"])
    person = find_candidate_by_email(key)
    return Masker(person.id if person else None, address=key, name=record["name"], kept=masks_in(record))


def _files(row: Disclosure, application: Application) -> list[Part]:
    """The files as they were sent: evidence is no clean copy. None that the antivirus holds leaves."""
    if DataCategory.FILES not in row.parts:
        return []
    ids = [key for key in (application.cv_id, application.cover_letter_id) if key is not None]
    held = list_documents(ids)
    return [_part(at, held[key].filename, release_original(held[key]).content) for at, key in enumerate(ids, 1)]


def _part(number: int, filename: str, content: bytes) -> Part:
    return Part(file_name(number, filename), lambda: content, is_packed=True)
