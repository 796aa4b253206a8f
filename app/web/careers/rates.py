"""How often one network may apply (2.4.1), and what it may send (5.2.4).

What makes an application is counted apart from what is tried: a form that is refused, or sent again, costs its sender
no application, and a school behind one address is not shut out by its typing errors.
"""

import math

from flask import Response, current_app, request
from limits import RateLimitItem, RateLimitItemPerHour, parse_many
from werkzeug.exceptions import TooManyRequests

from ...core.clock import now
from ...extensions import limiter, network
from ..kit.form_tokens import LIFETIME_SECONDS
from .door import door

CUT_OFF = 413
ONCE = RateLimitItemPerHour(1, LIFETIME_SECONDS // 3600)


def count_attempt() -> int:
    """Counts this request and its octets; how many seconds to wait first, 0 when it may go on."""
    return _count("APPLY_ATTEMPT_RATE", "attempts") or count_octets()


def count_octets() -> int:
    """Counts what this request weighs, whichever form it belongs to; how many seconds to wait first."""
    return _count("UPLOAD_QUOTA", "octets", cost=octets_sent())


@door.after_request
def count_cut_off(response: Response) -> Response:
    """A body in chunks that was cut off counts what was read of it; one that says too much is never read (5.2.4)."""
    if response.status_code == CUT_OFF and request.content_length is None:
        count_octets()
    return response


def octets_sent() -> int:
    """What a request weighs against the quota: what it says, or what was read, for a body in chunks says nothing."""
    return max(1, request.content_length or 0, request.stream.tell())


def count_form(form_key: str) -> int:
    """Counts an application; how many seconds to wait first.

    A form counts once, however often it is sent, and whether its address is known or not: a rate that differed would
    tell (B6.2).
    """
    if not limiter.limiter.test(ONCE, "form", form_key):
        return 0
    wait = _count("APPLY_RATE", "applications")
    if not wait:
        limiter.limiter.hit(ONCE, "form", form_key)
    return wait


def refuse_octets() -> None:
    """Raises TooManyRequests where there is no form to show again."""
    if wait := count_octets():
        raise TooManyRequests(retry_after=wait)


def _count(setting: str, what: str, *, cost: int = 1) -> int:
    rate: str = current_app.config[setting]
    waits = [_hit(item, what, cost) for item in (parse_many(rate) if rate else ())]
    return max(waits, default=0)


def _hit(item: RateLimitItem, what: str, cost: int) -> int:
    if limiter.limiter.hit(item, what, network(), cost=cost):
        return 0
    opens_at = limiter.limiter.get_window_stats(item, what, network()).reset_time
    return max(1, math.ceil(opens_at - now().timestamp()))
