"""A job made and changed: facts, texts, team."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from ....core.actor import Actor
from ....core.clock import now
from ....core.db import take_turn
from ....core.errors import Conflict, Invalid
from ....core.text import clean_line, clean_prose, fold, slugify
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...people.queries import list_hiring_accounts
from .. import queries
from ..ad_words import find_ad_words
from ..enums import Contract, JobState, PayPeriod, RemotePolicy
from ..models import Job, JobText, PipelineTemplate, Stage, TeamMember
from .publishing import kept_publishable

SPONTANEOUS_SLUG = "spontaneous"


@dataclass(frozen=True)
class JobFacts:
    """What a job says of itself besides its texts. Pay is in whole units of ``pay_currency``."""

    place: str
    country: str
    remote_policy: RemotePolicy
    contract: Contract
    department: str
    pay_min: int | None
    pay_max: int | None
    pay_period: PayPeriod
    pay_exception: str | None
    answer_days: int
    pay_currency: str = "EUR"
    street: str | None = None
    postal_code: str | None = None
    closes_on: date | None = None
    is_blind: bool = False


def create_job(
    *,
    actor: Actor,
    facts: JobFacts,
    texts: Mapping[str, tuple[str, str]],
    template_id: UUID | None,
    is_spontaneous: bool = False,
) -> Job:
    """A draft, with the stages of a pipeline template. ``texts`` maps a language to (title, description).

    Raises Invalid, field by field.
    """
    title = _title_of(texts)
    job = Job(
        slug=_spontaneous_slug() if is_spontaneous else _free_slug(title),
        state=JobState.DRAFT,
        is_spontaneous=is_spontaneous,
        created_at=now(),
        version=1,
    )
    _apply(job, facts)
    db.session.add(job)
    db.session.flush()
    _write_texts(job, texts)
    _copy_stages(job, template_id)
    record(actor, Tag.JOB_CREATED, job.id)
    return job


def change_job(
    *,
    actor: Actor,
    job_id: UUID,
    version: int,
    facts: JobFacts,
    texts: Mapping[str, tuple[str, str]],
    keeps_words: bool = False,
) -> Job:
    """Changes facts and texts; an ad that is online stays fit to be published.

    ``keeps_words``: whoever writes has read again what the ad should not turn on, and answers for it (A4.6).

    The address follows the title until the first publishing, and then never changes.
    Raises Conflict when somebody was faster (R6), Invalid with nothing changed, Missing.
    """
    job = queries.get_job_visible_to(actor, job_id, lock=True)
    if job.version != version:
        raise Conflict(_l("Somebody changed this job while you were writing. Open it again to see what changed."))
    title = _title_of(texts)
    was_blind = job.is_blind
    with kept_publishable(job):
        _apply(job, facts)
        kept = _write_texts(job, texts, keeps_words=keeps_words)
    if job.published_at is None and not job.is_spontaneous:
        job.slug = _free_slug(title, besides=job.slug)
    job.version += 1
    # Names that are shown of all at once are as much to be told as those shown one by one (A4.5).
    told = {} if job.is_blind is was_blind else {"is_blind": job.is_blind}
    record(actor, Tag.JOB_CHANGED, job.id, {"version": job.version, "words_kept": kept, **told})
    return job


def set_team(
    *, actor: Actor, job_id: UUID, account_ids: Collection[UUID], shown: Collection[UUID] | None = None
) -> None:
    """Who is on the hiring team; in force at their next request (8.3.2).

    ``shown``: who was on it when the choice was made. What a colleague changed since then stays: whoever they took off
    reads nothing again for having been ticked on an older page. Raises Invalid for who may not hire (B3.5).
    """
    job = queries.get_job_visible_to(actor, job_id, lock=True)
    chosen, present = set(account_ids), set(queries.list_team(job.id))
    before = present if shown is None else set(shown)
    if not chosen <= {account.id for account in list_hiring_accounts()}:
        raise Invalid(_l("Choose people from the list."))
    members = (present | (chosen - before)) - (before - chosen)
    db.session.execute(delete(TeamMember).where(TeamMember.job_id == job.id))
    db.session.add_all(TeamMember(job_id=job.id, account_id=account_id) for account_id in members)
    record(actor, Tag.JOB_TEAM_CHANGED, job.id, {"members": len(members)})


def _title_of(texts: Mapping[str, tuple[str, str]]) -> str:
    """The title in French, else in whatever language there is one. Raises Invalid when there is none."""
    titles = [clean_line(title) for title, _description in (texts.get("fr", ("", "")), *texts.values())]
    title = next(filter(None, titles), None)
    if title is None:
        raise Invalid(_l("Give the job a title."), {"title_fr": _l("Give the job a title.")})
    return title


def _apply(job: Job, facts: JobFacts) -> None:
    faults: dict[str, object] = {}
    if not clean_line(facts.place):
        faults["place"] = _l("Say where the work is done.")
    if not clean_line(facts.department):
        faults["department"] = _l("Say for which department.")
    if facts.pay_min is not None and facts.pay_max is not None and facts.pay_min > facts.pay_max:
        faults["pay_max"] = _l("The upper end is below the lower one.")
    if not 1 <= facts.answer_days <= 90:
        faults["answer_days"] = _l("Promise an answer within 1 to 90 days.")
    if faults:
        raise Invalid(_l("Something needs another look"), faults)
    job.place, job.country = clean_line(facts.place)[:120], facts.country.upper()[:2]
    job.remote_policy, job.contract = facts.remote_policy, facts.contract
    job.department = clean_line(facts.department)[:120]
    job.pay_min, job.pay_max, job.pay_period = facts.pay_min, facts.pay_max, facts.pay_period
    job.pay_currency = facts.pay_currency
    job.street = clean_line(facts.street)[:160] or None
    job.postal_code = clean_line(facts.postal_code)[:12] or None
    job.closes_on = facts.closes_on
    job.pay_exception = clean_line(facts.pay_exception)[:500] or None
    job.answer_days = facts.answer_days
    job.is_blind = facts.is_blind


def _write_texts(job: Job, texts: Mapping[str, tuple[str, str]], *, keeps_words: bool = False) -> int:
    """Returns how many expressions stay that somebody has kept knowingly; what the text no longer says is forgotten."""
    kept = 0
    for locale, (raw_title, raw_description) in texts.items():
        title, description = clean_line(raw_title)[:160], clean_prose(raw_description)
        text = db.session.get(JobText, (job.id, locale))
        if not title and not description:
            if text is not None:
                db.session.delete(text)
            continue
        if text is None:
            text = JobText(job_id=job.id, locale=locale, words_kept=[])
            db.session.add(text)
        text.title, text.description = title, description
        text.search_text = fold(f"{title} {description} {job.place} {job.department}")
        said = {passage.words for passage in find_ad_words(title, description)}
        text.words_kept = sorted(said if keeps_words else said.intersection(text.words_kept))
        kept += len(text.words_kept)
    db.session.flush()
    return kept


def _copy_stages(job: Job, template_id: UUID | None) -> None:
    template = db.session.get(PipelineTemplate, template_id) if template_id else None
    if template is None:
        template = next(iter(queries.list_templates()), None)
    for position, stage in enumerate(template.stages if template else []):
        announced_at = now() if stage.get("method") else None
        db.session.add(Stage(job_id=job.id, position=position, announced_at=announced_at, **stage))
    db.session.flush()


def _spontaneous_slug() -> str:
    """Raises Invalid when there is a spontaneous job; of two at one moment the second finds what the first has made."""
    take_turn("jobs.slug")
    if db.session.scalar(select(Job.id).where(Job.is_spontaneous)):
        words = _l("There is one already; it may be opened again in the list.")
        raise Invalid(words, {"is_spontaneous": words})
    return SPONTANEOUS_SLUG


def _free_slug(title: str, besides: str | None = None) -> str:
    """The title as a slug, numbered when another job has it; never the spontaneous one's."""
    take_turn("jobs.slug")
    stem = slugify(title) or "job"
    alike = db.session.scalars(select(Job.slug).where(Job.slug.startswith(stem, autoescape=True)))
    taken = {SPONTANEOUS_SLUG, *alike} - {besides}
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
