"""Whoever the team had added applies themselves: the application becomes theirs, and nothing in it is lost (A1.3).

An address typed into a public form proves nothing (B3.5). What stood in the application before is therefore neither
destroyed nor overwritten: it stays beside, until whoever reads that mailbox has it destroyed on their own pages.
"""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ....core.actor import Actor
from ....core.errors import Missing, Refused
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...disclosures.enums import Correction
from ...disclosures.notices import tell_correction
from ...documents.enums import DocumentKind
from ...documents.models import Document
from .. import rules
from ..models import Answer, Application, FormerDetails, Move, Sourcing
from ..queries.holds import is_held
from ..queries.locks import find_sourcing
from ..queries.own import lock_own_application
from .entering import Entry, Submission, keep_files, sent

# What is kept of before, and what whoever was given it is told to be right since.
CORRECTED = {
    "name": Correction.NAME,
    "phone": Correction.PHONE,
    "current_position": Correction.CURRENT_POSITION,
    "cv_id": Correction.CV,
}


def may_take_over(known: Application) -> bool:
    """Whether the team added it and its person may still make it theirs; it is then held until the transaction ends.

    Once only. Neither where there was a hire, nor where something in it is the person's own already, which only their
    own pages can have put there: that is protected as any application is from a second one.
    """
    if find_sourcing(known.id) is None:
        return False
    db.session.refresh(known, with_for_update=True)
    sourcing = find_sourcing(known.id, lock=True)
    is_open = sourcing is not None and sourcing.applied_at is None
    return is_open and rules.state_after(known.state, rules.Act.APPLY) is not None and not _is_their_own(known)


def take_over(
    *, known: Application, person: Submission, files: tuple[Document, Document | None], entry: Entry
) -> Application:
    """What the person sent takes the place of what was found, which stays beside.

    Stage, notes, reference and the way by which we came to know them stay. They read the notice with the form, and the
    letter that says it has arrived says where we had found them: the month has nothing left to wait for (Art. 14).
    """
    at, sourcing = entry.at, db.session.get_one(Sourcing, known.id)
    db.session.add(FormerDetails(application_id=known.id, **{each: getattr(known, each) for each in CORRECTED}))
    sourcing.applied_at, sourcing.informed_at = at, sourcing.informed_at or at
    for column, value in sent(person, keep_files(files, known.candidate_id), entry).items():
        setattr(known, column, value)
    move = Move(
        application_id=known.id,
        version=known.version + 1,
        from_stage_id=known.stage_id,
        to_stage_id=known.stage_id,
        from_state=known.state,
        to_state=rules.MOVES[known.state, rules.Act.APPLY],
        moved_at=at,
    )
    if move.to_state is not move.from_state:
        known.rejection_reason = known.decided_at = known.decided_by = None
        known.stage_entered_at = at
    known.version, known.state = move.version, move.to_state
    db.session.add(move)
    db.session.flush()
    return known


def let_former_go(*, actor: Actor, application_id: UUID) -> UUID:
    """Lets go of what stood there before; returns its file, for privacy to destroy.

    Who is signed in has shown that the application is theirs. Whoever was given the former words is told what was put
    right (A10.3). Raises Refused while a dispute, or their own wish, keeps the application (A2.17), Missing.
    """
    application = lock_own_application(actor, application_id)
    former = db.session.get(FormerDetails, application.id)
    if former is None:
        raise Missing("")
    if is_held(application.id):
        raise Refused(_l("A dispute, or its person’s own wish, keeps this application from being erased."))
    what = [column for column in CORRECTED if getattr(former, column) != getattr(application, column)]
    document_id = former.cv_id
    db.session.delete(former)
    db.session.flush()
    record(actor, Tag.APPLICATION_FILE_REPLACED, application.id, {"kind": DocumentKind.CV.value})
    tell_correction(actor=actor, application_id=application.id, what=[CORRECTED[column] for column in what])
    return document_id


def _is_their_own(application: Application) -> bool:
    answered = select(Answer.question_id).where(Answer.application_id == application.id).limit(1)
    words = application.message or application.accommodation or application.cover_letter_id
    return bool(words) or db.session.scalar(answered) is not None
