"""The clock of a request (Art. 12(3), A9)."""

from collections.abc import Mapping
from datetime import date, timedelta

from ...core.clock import today
from ..firm.queries import current_profile
from ..policy.holidays import working_day_from
from ..policy.periods import Period
from .enums import RequestState
from .models import RightsRequest

# One calendar month from receipt, and two more for a complex one, told within the first (A9.1).
FIRST = Period(months=1)
EXTENDED = Period(months=3)
# The one table of how a written answer ends its request: a mail with its writing, a letter on paper once it is posted.
POSTED: Mapping[RequestState, RequestState] = {
    RequestState.ANSWER_WRITTEN: RequestState.ANSWERED,
    RequestState.REFUSAL_WRITTEN: RequestState.REFUSED,
}
ENDED = (RequestState.ANSWERED, RequestState.REFUSED, RequestState.ERASED)


def due_on(received_on: date, *, is_extended: bool = False, waited_days: int = 0) -> date:
    """The last day to answer: what was spent waiting for a proof of who asks is added (A9.2).

    One on which nobody works gives way to the next on which the firm's country does (Regulation 1182/71, Art. 3(4)).
    """
    last = (EXTENDED if is_extended else FIRST).end_from(received_on) + timedelta(days=waited_days)
    return working_day_from(last, current_profile().country)


def days_left(request: RightsRequest) -> int:
    """Until the last day; negative when it is over. While the clock stands, the days that it had left."""
    return (request.due_on - (request.waiting_since or today())).days


def may_extend(request: RightsRequest) -> bool:
    """Once, and inside the first month only."""
    is_open = request.state is RequestState.OPEN and request.extended_at is None
    return is_open and today() <= due_on(request.received_on, waited_days=request.waited_days)
