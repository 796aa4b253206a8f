"""Whoever did not come to us is told where we found them: at the first contact, and within a month (Art. 14, A1.3)."""

from collections.abc import Mapping
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, select

from ....core.actor import Actor, staff
from ....core.clock import now
from ....core.errors import Missing
from ....core.permissions import Permission
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...firm.notices import current_version, publish_notice
from ...firm.queries import current_firm, current_profile
from ...jobs.enums import JobState
from ...jobs.models import Job
from ...jobs.queries import text_of
from ...mail.enums import MailKind
from ...mail.outbox import queue_mail
from ...people.queries import get_account, get_candidate
from ...policy.notices import transfers_told
from ...policy.texts import Text
from .. import rules
from ..enums import SourceKind
from ..models import Application, Sourcing
from ..queries.locks import find_sourcing
from ..queries.status import status_link
from ..queries.visibility import lock_application_to_inform

BATCH = 50
_SOURCES: Mapping[SourceKind, Text] = {
    SourceKind.NETWORK: Text("réseau professionnel", "professional network"),
    SourceKind.REFERRAL: Text("recommandation", "referral"),
    SourceKind.AGENCY: Text("cabinet de recrutement", "recruitment agency"),
    SourceKind.CV_DATABASE: Text("CVthèque", "CV database"),
    SourceKind.EVENT: Text("rencontre ou salon", "meeting or fair"),
    SourceKind.OTHER: Text("autre source", "another source"),
}


def inform_person(*, actor: Actor, application_id: UUID) -> None:
    """Sends the letter, which opens a locked file at once; twice is once.

    Raises Missing for what came from its person, Restricted while their data is set apart.
    """
    application = lock_application_to_inform(actor, application_id)
    if find_sourcing(application.id) is None:
        raise Missing("")
    inform_at_first_contact(actor=actor, application=application)


def inform_for_desk(*, actor: Actor, application_id: UUID) -> None:
    """The same for the privacy officer, who reads no file and answers for the month. Raises Missing."""
    application = db.session.get(Application, application_id, with_for_update=True)
    if application is None or find_sourcing(application.id) is None:
        raise Missing("")
    inform_at_first_contact(actor=actor, application=application)


def inform_at_first_contact(*, actor: Actor, application: Application) -> None:
    """Before anything else is written to its person; nothing for who applied, or was told already."""
    sourcing = find_sourcing(application.id, lock=True)
    if sourcing is None or sourcing.informed_at is not None:
        return
    publish_notice(actor=actor)
    sourcing.informed_at, application.notice_hash = now(), current_version(application.locale).hash
    _write_letter(application, sourcing)
    record(actor, Tag.SOURCING_INFORMED, application.id)


def has_untold() -> bool:
    """Whether somebody must be warned that the person they added was not told yet."""
    return db.session.scalar(_to_warn().limit(1)) is not None


def warn_untold(*, actor: Actor) -> None:
    """Writes to whoever entered them, once for each, without any name; the rail goes on saying it."""
    waiting = _to_warn().order_by(Sourcing.obtained_on).limit(BATCH).with_for_update(skip_locked=True)
    for sourcing in db.session.scalars(waiting).all():
        sourcing.alerted_at = now()
        _warn(sourcing)
        record(actor, Tag.SOURCING_ALERTED, sourcing.application_id)


def _to_warn() -> Select[Sourcing]:
    return select(Sourcing).where(
        Sourcing.informed_at.is_(None), Sourcing.alerted_at.is_(None), Sourcing.obtained_on <= rules.due_since()
    )


def _warn(sourcing: Sourcing) -> None:
    """A closed account reads no letter, and one of another role opens no file; its colleagues see it in the rail."""
    account = get_account(sourcing.entered_by)
    if account.disabled_at is not None or not staff(account.id, account.role).may(Permission.SOURCINGS_ADD):
        return
    application = db.session.get_one(Application, sourcing.application_id)
    queue_mail(
        kind=MailKind.INFORMING_DUE,
        locale=account.locale,
        to_address=account.email,
        account_id=account.id,
        application_id=application.id,
        context={
            "reference": application.reference,
            "job_title": text_of(application.job_id, account.locale).title,
            "obtained_on": sourcing.obtained_on,
            "inform_by": rules.inform_by(sourcing.obtained_on),
            "link": f"{current_app.config['PUBLIC_URL']}/staff/applications/{application.id}",
        },
    )


def source_words(sourcing: Sourcing, locale: str) -> str:
    """Where exactly the person was found, as a letter says it."""
    return f"{_SOURCES[sourcing.kind].in_language(locale)} ({sourcing.detail})"


def _write_letter(application: Application, sourcing: Sourcing) -> None:
    locale, address, profile = application.locale, current_app.config["PUBLIC_URL"], current_profile()
    job, candidate = db.session.get_one(Job, application.job_id), get_candidate(application.candidate_id)
    is_public = job.state is JobState.PUBLISHED
    queue_mail(
        kind=MailKind.PERSON_INFORMED,
        locale=locale,
        to_address=candidate.email,
        candidate_id=candidate.id,
        application_id=application.id,
        context={
            "name": application.name,
            "job_title": text_of(job.id, locale).title,
            "job_link": f"{address}/jobs/{job.slug}?lang={locale}" if is_public else None,
            "reference": application.reference,
            "sourcing": sourcing,
            "source": source_words(sourcing, locale),
            "has_phone": bool(application.phone),
            "has_position": bool(application.current_position),
            "active_period": profile.active.words.in_language(locale),
            "feedback_period": profile.feedback.period.words.in_language(locale),
            "archive_period": profile.archive.period.words.in_language(locale) if profile.archive else "",
            "transfers": transfers_told(current_firm()).in_language(locale),
            "authority": profile.authority,
            "locale": locale,
            "link": status_link(application.id, locale),
            "privacy": f"{address}/privacy?lang={locale}",
        },
    )
