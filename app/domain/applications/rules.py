"""What may happen to an application, how long it has waited, and what the policy says of it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import Bundle, InstrumentedAttribute

from ...core.clock import local_date, now, today
from ...core.errors import Invalid, Missing
from ...extensions import db
from ..firm.notices import promised
from ..firm.queries import current_profile as current_profile
from ..jobs.enums import JobState, StageKind
from ..jobs.models import Job, Stage
from ..people.enums import ConsentPurpose
from ..people.models import Candidate, Consent
from ..people.restrictions import kept_until
from ..people.rules import check_review
from ..policy.schedule import Facts, Outcome, Schedule, schedule
from .enums import ApplicationState
from .models import Application, Hold, Sourcing


class Act(StrEnum):
    """What may be done to an application."""

    MOVE = "move"
    HIRE = "hire"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    APPLY = "apply"


# The one table of moves (rule 7): from a state, by an act, to a state. What is not here cannot happen.
MOVES: dict[tuple[ApplicationState, Act], ApplicationState] = {
    (ApplicationState.ACTIVE, Act.MOVE): ApplicationState.ACTIVE,
    (ApplicationState.ACTIVE, Act.HIRE): ApplicationState.HIRED,
    (ApplicationState.ACTIVE, Act.REJECT): ApplicationState.REJECTED,
    (ApplicationState.ACTIVE, Act.WITHDRAW): ApplicationState.WITHDRAWN,
    (ApplicationState.HIRED, Act.REOPEN): ApplicationState.ACTIVE,
    (ApplicationState.REJECTED, Act.REOPEN): ApplicationState.ACTIVE,
    (ApplicationState.WITHDRAWN, Act.REOPEN): ApplicationState.ACTIVE,
    # Whoever was added and then applies is answered on what they sent, not on what was found (A6.1).
    (ApplicationState.ACTIVE, Act.APPLY): ApplicationState.ACTIVE,
    (ApplicationState.REJECTED, Act.APPLY): ApplicationState.ACTIVE,
    (ApplicationState.WITHDRAWN, Act.APPLY): ApplicationState.ACTIVE,
}
OUTCOMES = {
    ApplicationState.ACTIVE: Outcome.UNDECIDED,
    ApplicationState.HIRED: Outcome.HIRED,
    ApplicationState.REJECTED: Outcome.REJECTED,
    ApplicationState.WITHDRAWN: Outcome.WITHDRAWN,
}


def state_after(state: ApplicationState, act: Act) -> ApplicationState | None:
    """Where ``act`` leads from ``state``; None when the table does not have it."""
    return MOVES.get((state, act))


def may_replace_files(application: Application, stage: Stage) -> bool:
    """Whether the person may still send another file: until somebody has begun to assess what was sent."""
    return application.state is ApplicationState.ACTIVE and stage.kind in {StageKind.NEW, StageKind.SCREENING}


def days_in_stage(entered_at: datetime) -> int:
    """Whole days since the application came into its stage."""
    return max(0, (now() - entered_at).days)


def is_overdue(entered_at: datetime, limit_days: int | None) -> bool:
    """Whether it has been in its stage for longer than the stage allows."""
    return limit_days is not None and now() - entered_at > timedelta(days=limit_days)


def check_hold(reason: str, review_on: date) -> None:
    """Whether a hold says why, and is looked at again within a year (A2.17). Raises Invalid, naming the field."""
    if not reason:
        words = _l("Say which dispute makes this necessary.")
        raise Invalid(words, {"reason": words})
    check_review(review_on)


def may_add_people(job: Job) -> bool:
    """Whether the team may add somebody who did not apply: a draft is under no notice yet (G1 to G13)."""
    return job.state in {JobState.PUBLISHED, JobState.PAUSED}


def inform_by(obtained_on: date) -> date:
    """The day on which an application from a source is locked, unless its person was told before (Art. 14(3), A1.3)."""
    return obtained_on + timedelta(days=current_app.config["INFORM_DAYS"])


def days_to_inform(obtained_on: date) -> int:
    """How many days are left until then; none once it has come."""
    return max(0, (inform_by(obtained_on) - today()).days)


def is_informing_due(sourcing: Sourcing) -> bool:
    """Whether somebody must be warned that its person was not told yet."""
    return sourcing.informed_at is None and sourcing.obtained_on <= due_since()


def is_locked(sourcing: Sourcing) -> bool:
    """Whether the month is over and its person was not told."""
    return sourcing.informed_at is None and sourcing.obtained_on <= locked_since()


def due_since() -> date:
    """What was obtained on that day or before it has to be told now."""
    return today() - timedelta(days=current_app.config["INFORM_ALERT_DAYS"])


def locked_since() -> date:
    """What was obtained on that day or before it is locked until its person was told."""
    return today() - timedelta(days=current_app.config["INFORM_DAYS"])


def facts_of(
    application: Application,
    job: Job,
    candidate: Candidate,
    consent: Consent | None,
    hold: Hold | None = None,
    sourcing: Sourcing | None = None,
    apart_review_on: date | None = None,
) -> Facts:
    """What the policy's schedule needs to know, as the firm's calendar days.

    The recruitment ends for a person with the decision, or with the job when nobody decided.
    """
    ended_at = application.decided_at or job.closed_at
    return Facts(
        submitted_on=local_date(application.submitted_at),
        last_contact_on=local_date(candidate.last_contact_at),
        ended_on=local_date(ended_at) if ended_at else None,
        outcome=OUTCOMES[application.state],
        pool_consent_on=local_date(consent.given_at) if consent else None,
        hold_review_on=hold.review_on if hold else None,
        at_their_request=sourcing is None or candidate.last_contact_at >= application.submitted_at,
        apart_review_on=apart_review_on,
        erasure_asked_on=application.erasure_asked_on,
    )


def is_unnamed(job: Any, application: Any) -> bool:  # noqa: ANN401  entities, or rows
    """Whether the application is read without its name: its job is, and nobody has shown this one whole (A4.5)."""
    return job.is_blind and application.revealed_at is None


def schedule_of(application_id: UUID) -> Schedule:
    """The schedule of an application, from its facts as they are now. Raises Missing."""
    row = db.session.execute(_facts_by(Application.id), {"key": application_id}).one_or_none()
    if row is None:
        raise Missing("")
    return schedule_from(row)


def schedules_of(candidate_id: UUID) -> dict[UUID, Schedule]:
    """The same of each application of a person, by its id."""
    return _schedules(_facts_by(Application.candidate_id), candidate_id)


def schedules_of_undecided(job_id: UUID) -> dict[UUID, Schedule]:
    """The same of each application to a job that nobody decided on."""
    return _schedules(_facts_by(Application.job_id).where(Application.decided_at.is_(None)), job_id)


def _schedules(wanted: Select[*tuple[Any, ...]], key: UUID) -> dict[UUID, Schedule]:
    rows = db.session.execute(wanted, {"key": key}).all()
    return {row.Application.id: found for row, found in zip(rows, schedules_from(rows), strict=True)}


class FactsRow(NamedTuple):
    """A row of ``with_facts`` as it is only read, past the session: each part by the names of its columns."""

    Application: Any
    Job: Any
    Candidate: Any
    Consent: Any
    Hold: Any
    Sourcing: Any
    apart_review_on: date | None


# What ``facts_of`` is told by, in its order.
FACTS = (Application, Job, Candidate, Consent, Hold, Sourcing)


def with_facts(applications: Select[Application]) -> Select[*tuple[Any, ...]]:
    """The applications, and beside each what ``facts_of`` needs, in its order: for queries."""
    live = (Consent.candidate_id == Candidate.id) & (Consent.purpose == ConsentPurpose.POOL)
    return (
        applications.add_columns(*FACTS[1:], kept_until(Application.candidate_id))
        .join(Job, Job.id == Application.job_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .outerjoin(Consent, live & Consent.withdrawn_at.is_(None))
        .outerjoin(Hold, (Hold.application_id == Application.id) & Hold.ended_at.is_(None))
        .outerjoin(Sourcing, Sourcing.application_id == Application.id)
    )


@cache
def _facts_by(column: InstrumentedAttribute[UUID]) -> Select[*tuple[Any, ...]]:
    """Asked so often, and made of so many tables, that it is built once, and reads of each what ``facts_of`` does."""
    return with_facts(select(Application).where(column == bindparam("key"))).with_only_columns(
        Bundle(
            "Application",
            Application.id,
            Application.state,
            Application.decided_at,
            Application.submitted_at,
            Application.erasure_asked_on,
        ),
        Bundle("Job", Job.closed_at),
        Bundle("Candidate", Candidate.last_contact_at),
        _Beside("Consent", Consent.given_at),
        _Beside("Hold", Hold.review_on),
        _Beside("Sourcing", Sourcing.obtained_on),
        kept_until(Application.candidate_id),
    )


class _Beside(Bundle[Any]):
    """Columns of a row that may not be there, the first of which is never empty: None where there is none."""

    def create_row_processor(self, *given: Any) -> Any:  # noqa: ANN401  SQLAlchemy's own
        """Reads a bundle as ever, or nothing."""
        read = super().create_row_processor(*given)

        def read_if_there(row: Any) -> Any:  # noqa: ANN401
            found = read(row)
            return None if found[0] is None else found

        return read_if_there


def schedule_from(row: Row[*tuple[Any, ...]] | FactsRow) -> Schedule:
    """The schedule of one row of ``with_facts``."""
    return next(schedules_from([row]))


def schedules_from(rows: Iterable[Row[*tuple[Any, ...]] | FactsRow]) -> Iterator[Schedule]:
    """The schedules of rows of ``with_facts``, each under what was promised for it.

    The pool's period counts from the consent, and so does what was promised for it (A2.11).
    """
    promised_since, day = promised(), today()
    for row in rows:
        profile, consent = promised_since(row.Application.submitted_at), row.Consent
        if consent is not None:
            profile = profile.with_rule(promised_since(consent.given_at).pool)
        yield schedule(facts_of(*row), profile, day)
