"""Reads of the ledger, for the desk and for the person concerned."""

from collections.abc import Sequence
from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from ...core.actor import Actor
from ...core.errors import Missing
from ...core.paging import Page, paginate
from ...core.permissions import Permission
from ...core.rows import read_rows
from ...core.tokens import digest
from ...extensions import db
from ..mail.queries import count_failed_notices
from ..people.models import Consent
from ..people.queries import list_live_sharing, words_agreed_to
from .enums import DisclosureState, Ground
from .models import Disclosure


def list_disclosures(*, state: DisclosureState | None, page: int, per_page: int = 50) -> Page[Disclosure]:
    """The ledger, newest first."""
    rows = select(Disclosure).order_by(Disclosure.asked_at.desc(), Disclosure.id)
    return paginate(rows if state is None else rows.where(Disclosure.state == state), page, per_page)


def get_disclosure(actor: Actor, disclosure_id: UUID, *, lock: bool = False) -> Disclosure:
    """One row, for those at the desk; with ``lock`` as it is now, held until the end of the transaction.

    Raises Missing.
    """
    found = db.session.get(Disclosure, disclosure_id, with_for_update=lock or None, populate_existing=lock)
    if found is None or not actor.may(Permission.DISCLOSURES_APPROVE):
        raise Missing("")
    return found


def count_to_look_at() -> int:
    """Authorities' requests that wait for a second person, and notices that could not be delivered."""
    return read_rows(_waiting()).scalar_one() + count_failed_notices()


@cache
def _waiting() -> Select[int]:
    row = Disclosure.__table__.c
    return select(func.count()).where(row.state == DisclosureState.WAITING, row.ground == Ground.LEGAL_DUTY)


def list_about(application_id: UUID) -> Sequence[Disclosure]:
    """Every row about one application, what the archive keeps of it included, newest first."""
    return _listed(Disclosure.application_id == application_id)


def list_sent_about(candidate_id: UUID, archived: Select[UUID]) -> Sequence[Disclosure]:
    """To whom the person's data went, newest first (A10.3); ``archived``: which archived files are theirs."""
    theirs = or_(Disclosure.candidate_id == candidate_id, Disclosure.application_id.in_(archived))
    return _listed(theirs, Disclosure.state == DisclosureState.SENT)


def list_asked_of(candidate_id: UUID) -> Sequence[Disclosure]:
    """What the person is asked to consent to (C3.1)."""
    return _listed(
        Disclosure.candidate_id == candidate_id,
        Disclosure.state == DisclosureState.WAITING,
        Disclosure.ground == Ground.CONSENT,
    )


def list_agreed_by(candidate_id: UUID) -> Sequence[Consent]:
    """To which recipients the person agrees that something is given, as long as we have what it is of (C3.1)."""
    about = select(Disclosure.recipient).where(
        Disclosure.candidate_id == candidate_id,
        Disclosure.ground == Ground.CONSENT,
        Disclosure.state.in_((DisclosureState.READY, DisclosureState.SENT)),
        Disclosure.erased_at.is_(None),
    )
    recipients = set(db.session.scalars(about))
    return [consent for consent in list_live_sharing(candidate_id) if consent.recipient in recipients]


def list_to_tell(theirs: ColumnElement[bool]) -> Sequence[Disclosure]:
    """What was sent of an application, or of a person, to recipients that can still be told of a change."""
    return db.session.scalars(
        select(Disclosure)
        .where(
            theirs,
            Disclosure.state == DisclosureState.SENT,
            Disclosure.recipient_email.is_not(None),
        )
        .order_by(Disclosure.sent_at, Disclosure.id)
    ).all()


def has_consent(disclosure: Disclosure) -> bool:
    """Whether the person agrees now to this very disclosure: this recipient, and these words (C3.1)."""
    person = disclosure.candidate_id
    return person is not None and digest(disclosure.asked_words or "") in words_agreed_to(person, disclosure.recipient)


def _listed(*wanted: ColumnElement[bool]) -> Sequence[Disclosure]:
    rows = select(Disclosure).where(*wanted)
    return db.session.scalars(rows.order_by(Disclosure.asked_at.desc(), Disclosure.id)).all()
