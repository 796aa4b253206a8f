"""Which visits are counted: hooked once, for every page of this door (A15.1)."""

from uuid import UUID

from flask import Response, current_app, request
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
log = logging.get(__name__)


def refuses_counting() -> bool:
    """Whether the visitor has said on the cookies page that they are not to be counted."""
    return current_app.config["NO_COUNT_COOKIE_NAME"] in request.cookies


def browser_refuses() -> bool:
    """Whether the browser says so for its visitor: Do Not Track, or Global Privacy Control."""
    return "1" in {request.headers.get("DNT"), request.headers.get("Sec-GPC")}


@door.after_request
def count_visit(response: Response) -> Response:
    """Notes a page that a person was shown. What stands in the way of counting never stands in the visitor's."""
    page = PAGES.get(request.endpoint or "")
    if page is not None and response.status_code in {200, 304} and _is_countable():
        try:
            with reading():
                _note(page)
        except SQLAlchemyError:
            log.warning("visit not counted", page=page.value)
    return response


def _is_countable() -> bool:
    """What the request itself says."""
    if request.method != "GET" or refuses_counting() or browser_refuses():
        return False
    return not is_robot(request.headers.get("User-Agent", ""))


def _note(page: PageKind) -> None:
    job_id: UUID | None = None
    if current_actor().kind is not ActorKind.VISITOR or not counts_visits():
        return
    if page in OF_A_JOB:
        job_id = find_job_id(str((request.view_args or {}).get("slug")))
        if job_id is None:
            return
    counting.note(page=page, job_id=job_id)
