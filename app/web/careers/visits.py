"""Which visits are counted: hooked once, for every page of this door (A15.1)."""

from dataclasses import dataclass
from uuid import UUID

from flask import Request, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from ...core import logging
from ...core.actor import ActorKind
from ...core.db import reading
from ...domain.audience import counting
from ...domain.audience.enums import OF_A_JOB, PageKind
from ...domain.audience.rules import is_robot
from ...domain.firm.queries import counts_visits
from ...domain.jobs.queries import find_job_id
from ..kit.actor import current_actor
from .door import door

PAGES = {
    "careers.show_home": PageKind.HOME,
    "careers.list_jobs": PageKind.JOBS,
    "careers.show_job": PageKind.JOB,
    "careers.show_application_form": PageKind.APPLY,
    "careers.show_receipt": PageKind.APPLIED,
    "careers.show_privacy": PageKind.PRIVACY,
    "careers.show_promises": PageKind.PROMISES,
    "careers.show_cookies": PageKind.COOKIES,
    "careers.show_contact": PageKind.CONTACT,
    "careers.show_accessibility": PageKind.ACCESSIBILITY,
}
# Where the request says what of it is counted, for the pages that are shown again (shared_pages.py).
SEEN = "vivier.seen"
log = logging.get(__name__)


@dataclass(frozen=True)
class Seen:
    """What of a visit is counted: the page, and the job for the pages of one."""

    page: PageKind
    job_id: UUID | None


def refuses_counting(asked: Request | None = None) -> bool:
    """Whether the visitor has said on the cookies page that they are not to be counted."""
    return current_app.config["NO_COUNT_COOKIE_NAME"] in (asked or request).cookies


def browser_refuses(asked: Request | None = None) -> bool:
    """Whether the browser says so for its visitor: Do Not Track, or Global Privacy Control."""
    headers = (asked or request).headers
    return "1" in {headers.get("DNT"), headers.get("Sec-GPC")}


@door.after_request
def count_visit(response: Response) -> Response:
    """Notes a page that a person was shown. What stands in the way of counting never stands in the visitor's."""
    page = PAGES.get(request.endpoint or "")
    if page is not None and response.status_code in {200, 304}:
        try:
            with reading():
                seen = request.environ[SEEN] = _what_is_counted(page)
        except SQLAlchemyError:
            log.warning("visit not counted", page=page.value)
            return response
        if seen is not None and is_countable(request):
            count_again(seen)
    return response


def is_countable(asked: Request) -> bool:
    """What the request itself says: a person's, who does not refuse."""
    if asked.method != "GET" or refuses_counting(asked) or browser_refuses(asked):
        return False
    return not is_robot(asked.headers.get("User-Agent", ""))


def count_again(seen: Seen) -> None:
    """One more of the same."""
    counting.note(page=seen.page, job_id=seen.job_id)


def _what_is_counted(page: PageKind) -> Seen | None:
    """Nothing of the team's own visits, nor while the firm counts none."""
    if current_actor().kind is not ActorKind.VISITOR or not counts_visits():
        return None
    if page not in OF_A_JOB:
        return Seen(page, None)
    job_id = find_job_id(str((request.view_args or {}).get("slug")))
    return None if job_id is None else Seen(page, job_id)
