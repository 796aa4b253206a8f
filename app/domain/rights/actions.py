"""A request comes in, its clock runs, somebody answers it (C2.4, A9)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ...core.actor import Actor
from ...core.clock import local_date, now, start_of, today
from ...core.errors import Conflict, Invalid, Missing, Refused
from ...core.text import clean_line, clean_prose, clean_text
from ...core.tokens import derive_code, random_token
from ...core.twice import find_twin
from ...extensions import db
from ..audit.record import record
from ..audit.tags import Tag
from ..firm.queries import current_profile
from ..mail.delivery import mark_posted
from ..mail.enums import MailKind
from ..mail.outbox import queue_mail
from ..mail.queries import get_letter_to_post, list_letters_to_post
from ..people.models import Candidate
from ..people.queries import find_candidate_by_email
from ..people.restrictions import lift_restriction
from ..people.rules import clean_email, email_key
from ..policy.answers import OBJECTS
from ..policy.purposes import Purpose
from .enums import RequestChannel, RequestKind, RequestState
from .models import RightsRequest
from .queries import get_request, list_requests_from
from .rules import ENDED, POSTED, due_on, may_extend

MAX_WORDS = 5000
MAX_ADDRESS = 254
# A request that turned up later than this is a mistyped year.
OLDEST = timedelta(days=366)
ANSWERS = (MailKind.REQUEST_ANSWERED, MailKind.REQUEST_ERASED)
# By which a request is known to be the one of the press before.
_SAME = ("kind", "channel", "email_key", "postal_address", "name", "body", "received_on", "registered_by")


@dataclass(frozen=True)
class Asked:
    """Who asks for what, in which words, since when, and how it came.

    ``email`` may be empty for who gives none. Whoever has a ``postal_address`` is answered on paper.
    """

    kind: RequestKind
    channel: RequestChannel
    name: str
    email: str
    body: str
    received_on: date
    locale: str
    postal_address: str = ""


def register_request(*, actor: Actor, asked: Asked) -> RightsRequest:
    """Writes a request down, once (R3); its clock runs from its receipt, and its sender hears so. Raises Invalid."""
    request = _request(actor, asked)
    if (written := find_twin(request, *_SAME, at="registered_at")) is not None:
        return written
    db.session.add(request)
    db.session.flush()
    if request.postal_address is None:
        _tell(request, MailKind.REQUEST_RECEIVED, is_late=request.due_on < today())
    record(actor, Tag.REQUEST_RECEIVED, request.id, {"kind": asked.kind.value, "received_on": asked.received_on})
    return request


def _request(actor: Actor, asked: Asked) -> RightsRequest:
    words = clean_text(asked.body)[:MAX_WORDS]
    address, postal = _addresses(asked)
    if not words:
        said = _l("Write down what is asked.")
        raise Invalid(said, {"body": said})
    if not today() - OLDEST <= asked.received_on <= today():
        said = _l("Give the day on which it was received: today or earlier.")
        raise Invalid(said, {"received_on": said})
    return RightsRequest(
        reference=derive_code("request", random_token()),
        kind=asked.kind,
        channel=asked.channel,
        state=RequestState.OPEN,
        name=clean_line(asked.name)[:120],
        email=address,
        email_key=email_key(address) if address else "",
        postal_address=postal,
        body=words,
        locale=asked.locale,
        received_on=asked.received_on,
        registered_at=now(),
        registered_by=actor.account_id,
        due_on=due_on(asked.received_on),
    )


def _addresses(asked: Asked) -> tuple[str, str | None]:
    """Where the person is known by, and where paper goes, of which there must be one. Raises Invalid."""
    postal = clean_text(asked.postal_address) or None
    if postal and len(postal) > MAX_ADDRESS:
        said = _l("Please keep to %(number)s characters.", number=MAX_ADDRESS)
        raise Invalid(said, {"postal_address": said})
    if postal and not asked.email:
        return "", postal
    if not asked.email:
        said = _l("Give an e-mail address, or the postal address to which the answer goes.")
        raise Invalid(said, {"email": said})
    try:
        return clean_email(asked.email), postal
    except Invalid as fault:
        raise Invalid(fault.message, {"email": fault.message}) from fault


def ask(*, actor: Actor, person: Candidate, kind: RequestKind, body: str, locale: str) -> RightsRequest:
    """A request from the person's own pages. Raises Invalid, Refused when five of theirs wait already."""
    own = Asked(kind, RequestChannel.OWN_PAGES, "", person.email, body, today(), locale)
    # The fifth, pressed twice, is not told that there are five.
    if (written := find_twin(_request(actor, own), *_SAME, at="registered_at")) is not None:
        return written
    waiting = [each for each in list_requests_from(person.email_key) if each.state not in ENDED]
    if len(waiting) >= 5:
        raise Refused(_l("Several requests of yours are waiting already: a person answers each within the month."))
    return register_request(actor=actor, asked=own)


def register_objection(*, actor: Actor, person: Candidate, reason: str | None) -> RightsRequest:
    """An objection that a person decides on (A10.2): never one too many, and in the language of its sender."""
    words = "\n\n".join([OBJECTS.in_language(person.locale), *([reason] if reason else [])])
    own = Asked(RequestKind.OBJECTION, RequestChannel.OWN_PAGES, "", person.email, words, today(), person.locale)
    return register_request(actor=actor, asked=own)


def end_restriction(*, actor: Actor, person: Candidate) -> None:
    """Announces to the person that their data is read again in three days (Art. 18(3)), if it was set apart."""
    lifted_at = lift_restriction(actor=actor, candidate_id=person.id)
    if lifted_at is not None:
        queue_mail(
            kind=MailKind.RESTRICTION_LIFTED,
            locale=person.locale,
            to_address=person.email,
            candidate_id=person.id,
            context={"lifted_at": lifted_at},
        )


def wait_for_proof(*, actor: Actor, request_id: UUID, words: str) -> None:
    """Asks who is asking, and stops the clock until they have shown it (A9.2). Raises Invalid, Conflict, Missing."""
    request = lock_open(actor, request_id)
    said = _need(words, "words")
    request.state, request.waiting_since = RequestState.WAITING, today()
    is_known = bool(request.email_key) and find_candidate_by_email(request.email_key) is not None
    _tell(request, MailKind.REQUEST_PROOF, words=said, is_known=is_known)
    record(actor, Tag.REQUEST_PAUSED, request.id)


def resume(*, actor: Actor, request_id: UUID) -> None:
    """The proof has come: the clock goes on, with the days it stood. Raises Conflict, Missing."""
    _resume(actor, get_request(actor, request_id, lock=True))


def confirm_own(*, actor: Actor, person: Candidate, request_id: UUID) -> None:
    """The same by the person: who has shown that the address is theirs, and says that they ask, shows no more (A9.2).

    Raises Conflict, Missing for what came from another address.
    """
    theirs = select(RightsRequest).where(RightsRequest.id == request_id, RightsRequest.email_key == person.email_key)
    request = db.session.scalar(theirs.with_for_update().execution_options(populate_existing=True))
    if request is None:
        raise Missing("")
    _resume(actor, request)


def _resume(actor: Actor, request: RightsRequest) -> None:
    if request.state is not RequestState.WAITING or request.waiting_since is None:
        raise Conflict(_l("Somebody changed this request meanwhile."))
    request.waited_days += (today() - request.waiting_since).days
    request.state, request.waiting_since = RequestState.OPEN, None
    _set_due(request)
    record(actor, Tag.REQUEST_RESUMED, request.id)


def extend(*, actor: Actor, request_id: UUID, words: str) -> None:
    """Two months more, told with the reason inside the first (A9.1). Raises Invalid, Refused, Conflict, Missing."""
    request = lock_open(actor, request_id)
    said = _need(words, "words")
    if not may_extend(request):
        raise Refused(_l("The law lets a request be extended once, and within its first month only."))
    request.extended_at, request.extension_reason = now(), said
    _set_due(request)
    _tell(request, MailKind.REQUEST_EXTENDED, words=said)
    record(actor, Tag.REQUEST_EXTENDED, request.id, {"due_on": request.due_on})


def answer(*, actor: Actor, request_id: UUID, words: str, is_granted: bool) -> None:
    """Answers by mail, once; a refusal says its reasons, and the letter where to complain (Art. 12(4)).

    On paper it is written: it counts once it is posted.

    Raises Invalid without words, Conflict when it has been answered or waits for a proof, Missing.
    """
    request = close_request(actor=actor, request_id=request_id, words=words, is_granted=is_granted)
    _tell(request, MailKind.REQUEST_ANSWERED, words=request.answer, is_granted=is_granted)


def close_request(*, actor: Actor, request_id: UUID, words: str, is_granted: bool) -> RightsRequest:
    """Writes the answer down; the caller sends it. Raises as ``answer`` does."""
    request = lock_open(actor, request_id)
    request.answer = _need(words, "answer" if is_granted else "words")
    request.answered_by = actor.account_id
    request.state = RequestState.ANSWER_WRITTEN if is_granted else RequestState.REFUSAL_WRITTEN
    if request.postal_address is None:
        _end(actor, request, now())
    return request


def write_again(*, actor: Actor, request_id: UUID) -> None:
    """An answer on paper that nobody posted is not given: it may be written anew. Raises Conflict, Missing."""
    request = get_request(actor, request_id, lock=True)
    letters = [each for each in list_letters_to_post([request_id]) if each.kind is MailKind.REQUEST_ANSWERED]
    if request.state not in POSTED or not letters:
        raise Conflict(_l("Somebody changed this request meanwhile."))
    for letter in letters:
        db.session.delete(letter)
    request.state, request.answer, request.answered_by = RequestState.OPEN, None, None
    record(actor, Tag.REQUEST_RESUMED, request.id)


def post_letter(*, actor: Actor, request_id: UUID, mail_id: UUID, posted_on: date) -> None:
    """A letter on paper has left: an answer counts from that day, and the clock stands since a proof is asked for.

    Raises Invalid for a day before it was written or to come; Missing when no such letter waits.
    """
    request = get_request(actor, request_id, lock=True)
    letter = get_letter_to_post(request_id, mail_id, lock=True)
    if not local_date(letter.created_at) <= posted_on <= today():
        said = _l("Give the day on which it was posted: not before it was written, and today at the latest.")
        raise Invalid(said, {"posted_on": said})
    mark_posted(actor=actor, mail=letter, posted_on=posted_on)
    if letter.kind in ANSWERS and request.state in POSTED:
        _end(actor, request, start_of(posted_on))
    elif letter.kind is MailKind.REQUEST_PROOF and request.state is RequestState.WAITING:
        request.waiting_since = posted_on


def _end(actor: Actor, request: RightsRequest, at: datetime) -> None:
    request.state, request.answered_at = POSTED[request.state], at
    request.erase_on = current_profile().rule(Purpose.REQUESTS).period.end_from(local_date(at))
    is_granted, is_late = request.state is RequestState.ANSWERED, local_date(at) > request.due_on
    record(actor, Tag.REQUEST_ANSWERED, request.id, {"granted": is_granted, "late": is_late})


def lock_open(actor: Actor, request_id: UUID) -> RightsRequest:
    """A request that may be carried out, held until the end of the transaction.

    Raises Conflict when it has been answered or waits for a proof, Missing.
    """
    request = get_request(actor, request_id, lock=True)
    if request.state is RequestState.WAITING:
        raise Conflict(_l("The clock of this request stands, until a proof of who asks: start it again first."))
    if request.state is not RequestState.OPEN:
        raise Conflict(_l("Somebody changed this request meanwhile."))
    return request


def _need(words: str, field: str) -> str:
    said = clean_prose(words)
    if not said or len(said) > MAX_WORDS:
        fault = _l("Write at most %(number)s characters: the person receives them.", number=MAX_WORDS)
        raise Invalid(fault, {field: fault})
    return said


def _set_due(request: RightsRequest) -> None:
    request.due_on = due_on(
        request.received_on, is_extended=request.extended_at is not None, waited_days=request.waited_days
    )


def _tell(request: RightsRequest, kind: MailKind, **words: object) -> None:
    queue_mail(
        kind=kind,
        locale=request.locale,
        to_address=request.postal_address or request.email,
        is_on_paper=request.postal_address is not None,
        request_id=request.id,
        context={"request": request, "authority": current_profile().authority, **words},
    )
