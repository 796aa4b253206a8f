"""A request that is answered by erasing whoever asked: the answer leaves, the address does not stay (A11.1, A2.14)."""

from uuid import UUID

from ...core.actor import Actor
from ...core.errors import Missing
from ..firm.queries import current_profile
from ..mail.enums import MailKind
from ..mail.outbox import queue_mail
from ..people.queries import find_candidate_by_email
from ..rights.actions import close_request
from ..rights.enums import RequestState
from .own import Receipt, erase_address, erase_candidate
from .queries import leavings_of


def answer_and_erase(*, actor: Actor, request_id: UUID, words: str) -> Receipt:
    """Erases the person, and sends the answer with what stays, until when, and the receipt.

    The letter alone keeps the address, until it has left (mail/delivery). Raises Invalid without words, Conflict when
    the request was answered or waits for a proof, Missing when nothing is there of the address but what is archived.
    """
    request = close_request(actor=actor, request_id=request_id, words=words, is_granted=True)
    person = find_candidate_by_email(request.email_key)
    address, known_by, locale, said = request.email, request.email_key, request.locale, request.answer
    postal = request.postal_address
    if person is not None:
        receipt = erase_candidate(actor=actor, candidate_id=person.id)
    elif leavings_of(known_by).messages:
        receipt = erase_address(actor=actor, email_key=known_by)
    else:
        raise Missing("")
    queue_mail(
        kind=MailKind.REQUEST_ERASED,
        locale=locale,
        to_address=postal or address,
        is_on_paper=postal is not None,
        request_id=request_id,
        context={"reference": request.reference, "words": said, "receipt": receipt, "profile": current_profile()},
    )
    if postal is not None:
        # The erasure ends what has no answer yet; this one has one, and waits until it is posted.
        request.state, request.erase_on = RequestState.ANSWER_WRITTEN, None
    return receipt
