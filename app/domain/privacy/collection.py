"""All that is stored of one person, walked from the catalogue of personal columns (A8.4, C5.1).

Nothing is listed by hand: a personal column without a way to its person fails here, and a new one is in the next copy.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Table, false, or_, select, union

from ...core.db import Base
from ...extensions import db
from ..applications.models import Application, Message
from ..archive.models import ArchivedFile, ArchiveOpening
from ..archive.queries import files_of
from ..audit.models import AuditEvent
from ..contact.models import ContactMessage
from ..disclosures.models import Disclosure
from ..documents.models import Document
from ..mail.models import OutgoingMail
from ..people.models import Candidate
from ..people.queries import get_candidate
from ..policy.catalogue import Subject
from ..policy.texts import Text
from ..rights.models import RightsRequest
from .inventory import CATALOGUE
from .masking import Masker
from .told import tell

SECRET = Text(
    "Secret qui ouvre ou protège vos données : le connaître affaiblirait leur protection.",
    "A secret that opens or protects your data: to give it would weaken that protection.",
)
COLLEAGUE = Text(
    "Identifie un membre de l’équipe, pas vous.",
    "Identifies a member of the team, not you.",
)
RECIPIENT = Text(
    "Adresse d’une personne chez le destinataire, qui est nommé.",
    "An address of somebody at the recipient, which is named.",
)
ANOTHER_S = Text(
    "Ces mots parlent d’une autre personne.",
    "These words speak of somebody else.",
)
# Columns that are stored with a person's rows and are not given, each with its reason (A8.2).
WITHHELD: Mapping[str, Text] = {
    "archive_openings.account_id": COLLEAGUE,
    "archived_files.held_by": COLLEAGUE,
    "audit_events.actor_id": COLLEAGUE,
    "archived_files.person_key": SECRET,
    "archived_files.reference_key": SECRET,
    "applications.form_key": SECRET,
    "applications.decided_by": COLLEAGUE,
    "candidate_codes.code_hash": SECRET,
    "candidate_codes.token_hash": SECRET,
    "contact_messages.answered_by": COLLEAGUE,
    "contact_messages.form_key": SECRET,
    "disclosures.approved_by": COLLEAGUE,
    "disclosures.asked_by": COLLEAGUE,
    "disclosures.recipient_email": RECIPIENT,
    "disclosures.sent_by": COLLEAGUE,
    "documents.storage_key": SECRET,
    "holds.ended_by": COLLEAGUE,
    "holds.placed_by": COLLEAGUE,
    "renditions.storage_key": SECRET,
    "restrictions.lifted_by": COLLEAGUE,
    "rights_requests.answered_by": COLLEAGUE,
    "rights_requests.registered_by": COLLEAGUE,
    "restrictions.made_by": COLLEAGUE,
    "masks.made_by": COLLEAGUE,
    "masks.words": ANOTHER_S,
    "messages.account_id": COLLEAGUE,
    "moves.account_id": COLLEAGUE,
    "notes.account_id": COLLEAGUE,
    "sourcings.entered_by": COLLEAGUE,
}
# What others wrote, and the person has not been sent: names of other people in it are masked, word by word. A word that
# the person can put there themselves must not be among them: whether it is masked would tell who else applied (B6.7).
WRITTEN_BY_OTHERS = {
    "archive_openings.reason",
    "archived_files.hold_reason",
    "holds.reason",
    "masks.reason",
    "notes.body",
    "messages.body",
    "sourcings.detail",
    "contact_messages.answer",
    "rights_requests.answer",
    "disclosures.purpose",
}


@dataclass(frozen=True)
class Mask:
    """Something that the copy does not give: which row and column, and why, in both languages."""

    where: str
    reason: Text


@dataclass(frozen=True)
class Collection:
    """``tables``: the person's rows by table, each by column in JSON's own types; ``masks``: what is not in them."""

    tables: dict[str, list[dict[str, Any]]]
    masks: list[Mask]


def collect(candidate_id: UUID | None, *, address: str = "") -> Collection:
    """The rows of one person: every catalogued column of every table, in a fixed order (R14).

    ``address``: as ``email_key`` makes it, of somebody who only wrote to us and is no candidate (None).
    """
    masker = Masker(candidate_id, address=address)
    tables: dict[str, list[dict[str, Any]]] = {}
    masks: list[Mask] = []
    completed = tell(candidate_id)
    for name, columns in sorted(personal_columns().items()):
        table = Base.metadata.tables[name]
        keys = [column.name for column in table.primary_key]
        wanted = sorted({*columns, *keys})
        rows = select(*(table.c[each] for each in wanted)).where(owned_by(table, candidate_id, address))
        tables[name] = []
        for row in db.session.execute(rows.order_by(*(table.c[key] for key in keys))).mappings():
            given, left_out = _row(name, dict(row), columns, keys, masker)
            tables[name].append(given | (completed[name](dict(row)) if name in completed else {}))
            masks += left_out
    return Collection(tables, masks)


def personal_columns() -> dict[str, list[str]]:
    """The catalogued columns about candidates, by table."""
    columns: dict[str, list[str]] = defaultdict(list)
    for entry in CATALOGUE:
        table, _, column = entry.column.partition(".")
        if entry.subject is Subject.CANDIDATE:
            columns[table].append(column)
    return columns


def owned_by(table: Table, candidate_id: UUID | None, address: str = "") -> ColumnElement[bool]:
    """Which rows of a table are the person's, as ``collect`` knows them.

    Raises LookupError for a table that nothing ties to a person.
    """
    if candidate_id is not None:
        address = get_candidate(candidate_id).email_key
    if table.name == AuditEvent.__tablename__:
        return table.c.subject_id.in_(_subjects(candidate_id, address))
    ways = [*_owned_by_address(table, address), *_owned_by_candidate(table, candidate_id)]
    if not ways:
        message = f"nothing ties the rows of {table.name} to a candidate"
        raise LookupError(message)
    return or_(*ways)


def _subjects(candidate_id: UUID | None, address: str) -> CompoundSelect[UUID]:
    """What the log may speak of when it speaks of the person: themselves, and every row of theirs that has an id."""
    tables = [Base.metadata.tables[name] for name in sorted(personal_columns()) if name != AuditEvent.__tablename__]
    keys = [(table, next(iter(table.primary_key))) for table in tables if len(table.primary_key) == 1]
    return union(*(select(key).where(owned_by(table, candidate_id, address)) for table, key in keys))


def _owned_by_address(table: Table, address: str) -> list[ColumnElement[bool]]:
    """Whoever has shown that the address is theirs has shown that these are; none for a table that knows no address."""
    if table.name in {ContactMessage.__tablename__, RightsRequest.__tablename__}:
        return [table.c.email_key == address]
    if table.name in {ArchivedFile.__tablename__, ArchiveOpening.__tablename__, Disclosure.__tablename__}:
        return [table.c.application_id.in_(files_of(address))]
    if table.name == OutgoingMail.__tablename__:
        theirs = select(ContactMessage.id).where(ContactMessage.email_key == address)
        asked = select(RightsRequest.id).where(RightsRequest.email_key == address)
        return [table.c.contact_message_id.in_(theirs), table.c.request_id.in_(asked)]
    return []


def _owned_by_candidate(table: Table, candidate_id: UUID | None) -> list[ColumnElement[bool]]:
    """What hangs on the candidate, one of their applications or of their files. What hangs on none is not nobody's."""
    if table.name == Candidate.__tablename__:
        tie: ColumnElement[bool] = table.c.id == candidate_id
    elif "candidate_id" in table.c:
        tie = table.c.candidate_id == candidate_id
    elif "application_id" in table.c:
        tie = table.c.application_id.in_(select(Application.id).where(Application.candidate_id == candidate_id))
    elif "document_id" in table.c:
        tie = table.c.document_id.in_(select(Document.id).where(Document.candidate_id == candidate_id))
    else:
        return []
    return [tie if candidate_id is not None else false()]


def _row(
    table: str, row: dict[str, Any], columns: list[str], keys: list[str], masker: Masker
) -> tuple[dict[str, Any], list[Mask]]:
    at = "/".join(str(row[key]) for key in keys)
    given: dict[str, Any] = {}
    masks = []
    for column in sorted(columns):
        where, value = f"{table}/{at}/{column}", row[column]
        reason = WITHHELD.get(f"{table}.{column}")
        if reason is not None and value is not None:
            masks.append(Mask(where, reason))
            given[column] = None
            continue
        given[column] = _plain(value)
        if f"{table}.{column}" in WRITTEN_BY_OTHERS and isinstance(value, str) and not _is_their_own(table, row):
            given[column], found = masker.mask(value)
            masks += [Mask(where, why) for why in found]
    return given, masks


def _is_their_own(table: str, row: Mapping[str, Any]) -> bool:
    """Whether the person wrote it: a number to be called at is not somebody else's, and a name tells of nobody."""
    return table == Message.__tablename__ and row["account_id"] is None


def _plain(value: Any) -> Any:  # noqa: ANN401  whatever a column holds
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
