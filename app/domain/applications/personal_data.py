"""What this room holds about people, and how it lets go of an application."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select

from ...core.clock import local_date
from ...core.db import take_turn
from ...extensions import db
from ..audience.rules import SMALLEST_SHOWN
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .models import (
    Answer,
    Application,
    ErasedCount,
    FormerDetails,
    FormerWords,
    Hold,
    Message,
    Move,
    Note,
    Sourcing,
    Statement,
)

_USES = (Purpose.APPLICATION, Purpose.FEEDBACK, Purpose.POOL)


def _columns(
    table: str, names: str, why: Text, *, is_mandatory: bool, purposes: tuple[Purpose, ...] = _USES
) -> tuple[PersonalColumn, ...]:
    return tuple(
        PersonalColumn(f"{table}.{name}", Subject.CANDIDATE, purposes, is_mandatory=is_mandatory, why=why)
        for name in names.split()
    )


CATALOGUE = (
    *_columns("applications", "name name_key", Text("savoir qui postule", "to know who applies"), is_mandatory=True),
    *_columns(
        "applications",
        "phone current_position message cover_letter_id",
        Text("mieux connaître la personne, si elle le souhaite", "to know the person better, if they wish"),
        is_mandatory=False,
    ),
    PersonalColumn(
        "applications.accommodation",
        Subject.CANDIDATE,
        (Purpose.APPLICATION,),
        is_mandatory=False,
        why=Text("prévoir l’aménagement demandé", "to arrange what the person asked for"),
    ),
    *_columns(
        "applications",
        "source medium campaign",
        Text("savoir par quelle annonce on nous trouve", "to know through which ad we are found"),
        is_mandatory=False,
    ),
    *_columns(
        "applications",
        "id reference form_key job_id candidate_id stage_id state cv_id locale notice_hash submitted_at "
        "stage_entered_at decided_at decided_by rejection_reason erase_on notice_number version",
        Text("suivre la candidature et y répondre", "to follow the application and answer it"),
        is_mandatory=True,
    ),
    *_columns(
        "applications",
        "revealed_at",
        Text("lire la candidature sans savoir de qui elle est", "to read the application without knowing whose it is"),
        is_mandatory=False,
        purposes=(Purpose.APPLICATION,),
    ),
    *_columns(
        "applications",
        "erasure_asked_on",
        Text("effacer, dès la fin du litige, ce qu’il garde", "to erase what a dispute keeps as soon as it is over"),
        is_mandatory=False,
        purposes=(Purpose.DISPUTE,),
    ),
    *_columns(
        "answers",
        "application_id question_id label value corrected_at",
        Text("répondre aux questions du poste", "to answer the questions of the job"),
        is_mandatory=False,
    ),
    *_columns(
        "notes",
        "id application_id account_id body written_at",
        Text("ce que l’équipe note, et que la personne peut lire", "what the team notes, and the person may read"),
        is_mandatory=False,
    ),
    *_columns(
        "statements",
        "application_id body written_at",
        Text("ce que la personne répond aux notes", "what the person answers to the notes"),
        is_mandatory=False,
    ),
    *_columns(
        "messages",
        "id application_id account_id body written_at",
        Text("ce que la personne et l’équipe s’écrivent", "what the person and the team write to each other"),
        is_mandatory=False,
    ),
    *_columns(
        "holds",
        "id application_id reason placed_at placed_by review_on ended_at ended_by",
        Text("garder la preuve le temps d’un litige", "to keep the evidence while a dispute lasts"),
        is_mandatory=False,
        purposes=(Purpose.DISPUTE,),
    ),
    *_columns(
        "former_words",
        "id application_id what question words replaced_at",
        Text("garder, le temps d’un litige, ce qui a été corrigé", "to keep what was corrected while a dispute lasts"),
        is_mandatory=False,
        purposes=(Purpose.DISPUTE,),
    ),
    *_columns(
        "sourcings",
        "application_id kind detail obtained_on entered_by alerted_at informed_at applied_at",
        Text("dire à la personne où nous l’avons trouvée", "to tell the person where we found them"),
        is_mandatory=False,
        purposes=(Purpose.SOURCING,),
    ),
    *_columns(
        "former_details",
        "application_id name phone current_position cv_id",
        Text(
            "ne rien perdre de ce qui était là avant que la personne postule",
            "to lose nothing of what was there before the person applied",
        ),
        is_mandatory=False,
    ),
    *_columns(
        "moves",
        "id application_id version from_stage_id to_stage_id from_state to_state rejection_reason account_id moved_at "
        "told_by_voice",
        Text("l’historique de la candidature", "the history of the application"),
        is_mandatory=True,
    ),
)


@dataclass(frozen=True)
class ErasedShare:
    """What an erased application leaves for the rooms below to let go of."""

    candidate_id: UUID
    document_ids: tuple[UUID, ...]


def erase_application(application_id: UUID) -> ErasedShare:
    """Deletes the application with its answers, notes and history, in the running transaction; a count stays."""
    application = db.session.get_one(Application, application_id)
    former_id = db.session.scalar(select(FormerDetails.cv_id).where(FormerDetails.application_id == application_id))
    held = (application.cv_id, application.cover_letter_id, former_id)
    share = ErasedShare(application.candidate_id, tuple(key for key in held if key is not None))
    _count_erased(application)
    for table in (Answer, Note, Statement, Message, Hold, FormerWords, Move, FormerDetails, Sourcing):
        db.session.execute(delete(table).where(table.application_id == application_id))
    db.session.expunge(application)
    db.session.execute(delete(Application).where(Application.id == application_id))
    return share


def _count_erased(application: Application) -> None:
    """Adds one to the counts, which nobody can be found in (A11.4)."""
    take_turn("erased counts")
    ad = application.source or "", application.campaign or ""
    is_rare = _is_rare(*ad)
    cell = {
        "job_id": application.job_id,
        "month_on": local_date(application.submitted_at).replace(day=1),
        "source": "" if is_rare else ad[0],
        "campaign": "" if is_rare else ad[1],
        "is_rare": is_rare,
        "state": application.state,
    }
    row = db.session.get(ErasedCount, cell)
    if row is None:
        db.session.add(ErasedCount(**cell, count=1))
    else:
        row.count += 1
    db.session.flush()


def _is_rare(source: str, campaign: str) -> bool:
    """Whether too few came through that ad for it to be named, those included who are counted already.

    No more of them are looked at than that takes: erasures are not slower where there are many applications.
    """
    came = [
        column == said if said else column.is_(None)
        for column, said in ((Application.source, source), (Application.campaign, campaign))
    ]
    here = select(Application.candidate_id).where(*came).distinct().limit(SMALLEST_SHOWN)
    erased = select(func.sum(ErasedCount.count)).where(
        ErasedCount.source == source, ErasedCount.campaign == campaign, ErasedCount.is_rare.is_(False)
    )
    return len(db.session.scalars(here).all()) + (db.session.scalar(erased) or 0) < SMALLEST_SHOWN


def forget_former(document_id: UUID) -> None:
    """Lets go of what stood in an application before its person applied, known by its file; the source itself stays."""
    db.session.execute(delete(FormerDetails).where(FormerDetails.cv_id == document_id))


def has_other_applications(candidate_id: UUID) -> bool:
    """Whether the person still has an application."""
    left = select(Application.id).where(Application.candidate_id == candidate_id).limit(1)
    return db.session.scalar(left) is not None
