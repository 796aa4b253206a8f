"""The person and the team write to each other; each learns of it by a letter (C1.2)."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from ....core.actor import Actor
from ....core.clock import now
from ....core.errors import Invalid
from ....core.text import clean_prose
from ....core.twice import find_twin
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...jobs.queries import text_of
from ...mail.enums import MailKind
from ...mail.outbox import queue_mail
from ...people.candidates import touch_last_contact
from ...people.codes import get_own_candidate
from ...people.queries import get_candidate
from .. import rules
from ..models import Application, Message
from ..queries.locks import find_sourcing, is_only_added
from ..queries.own import lock_own_application
from ..queries.refusal import refusal_words
from ..queries.status import status_link
from ..queries.visibility import lock_application_visible_to
from .informing import inform_at_first_contact
from .reschedule import reschedule_candidate

MAX_MESSAGE = 5000


def write_to_team(*, actor: Actor, application_id: UUID, body: str) -> Message:
    """The person writes about their application: a contact, from which the pool's period counts anew (A2.12).

    Raises Invalid when empty or too long, Missing for an application that is not theirs.
    """
    application = lock_own_application(actor, application_id)
    message = _message(actor, application, body)
    if (written := _find_written(message)) is not None:
        return written
    _add(actor, message)
    touch_last_contact(get_own_candidate(actor))
    reschedule_candidate(application.candidate_id)
    return message


def write_to_candidate(*, actor: Actor, application_id: UUID, body: str) -> Message:
    """A member of the team writes to the person; the letter carries the words. Raises Invalid, Missing."""
    application = lock_application_visible_to(actor, application_id)
    message = _message(actor, application, body)
    if (written := _find_written(message)) is not None:
        return written
    _add(actor, message)
    inform_at_first_contact(actor=actor, application=application)
    _send(MailKind.APPLICATION_MESSAGE, application, message)
    return message


def _find_written(message: Message) -> Message | None:
    """The same words of the same person, a moment ago: another press of the button sends no other letter (R3)."""
    return find_twin(message, "application_id", "account_id", "body", at="written_at")


def words_of_refusal(application: Application, own: str | None) -> str:
    """The words of the letter: their author's own, or the usual ones. Raises Invalid when too long."""
    is_added = is_only_added(find_sourcing(application.id))
    return _checked(clean_prose(own) or refusal_words(_title(application), application.locale, is_added=is_added))


def tell_refusal(*, actor: Actor, application: Application, words: str) -> Message:
    """The letter of a decision that was just written down; kept among the messages.

    What is kept from now on, and until when, is told as the schedule has it at this moment.
    """
    message = _message(actor, application, words)
    _add(actor, message)
    inform_at_first_contact(actor=actor, application=application)
    _send(MailKind.APPLICATION_DECLINED, application, message, schedule=rules.schedule_of(application.id))
    return message


def _title(application: Application) -> str:
    return text_of(application.job_id, application.locale).title


def _send(kind: MailKind, application: Application, message: Message, **more: object) -> None:
    candidate = get_candidate(application.candidate_id)
    queue_mail(
        kind=kind,
        locale=application.locale,
        to_address=candidate.email,
        candidate_id=candidate.id,
        application_id=application.id,
        context={
            "name": application.name,
            "job_title": _title(application),
            "reference": application.reference,
            "body": message.body,
            "link": status_link(application.id, application.locale),
            "is_added": is_only_added(find_sourcing(application.id)),
            **more,
        },
    )


def _checked(body: str) -> str:
    text = clean_prose(body)
    if not text or len(text) > MAX_MESSAGE:
        words = _l("Write a message of at most %(number)s characters.", number=MAX_MESSAGE)
        raise Invalid(words, {"body": words})
    return text


def _message(actor: Actor, application: Application, body: str) -> Message:
    return Message(application_id=application.id, account_id=actor.account_id, body=_checked(body), written_at=now())


def _add(actor: Actor, message: Message) -> None:
    db.session.add(message)
    db.session.flush()
    record(actor, Tag.MESSAGE_WRITTEN, message.id, {"application": message.application_id})
