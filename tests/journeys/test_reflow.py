"""The page behind a letter's link is on no list of pages: it scrolls sideways no more than these (test_everyone.py)."""

import sys
from typing import Any

from playwright.sync_api import Page

from .faults import WEAR, pushed_sideways


def _status(instance: Any) -> str:
    asked = (
        "from sqlalchemy import select; from app.extensions import db; from wsgi import application\n"
        "from app.domain.applications.models import Application\n"
        "from app.domain.applications.queries.status import status_token\n"
        "with application.app_context(): print(status_token(db.session.scalars(select(Application.id)).first()))"
    )
    said: str = instance.run(sys.executable, "-c", asked)
    return f"/status/{said.strip().splitlines()[-1]}"


def test_status_page_is_not_pushed_sideways(visit: Any, instance: Any) -> None:
    page: Page = visit()
    page.goto(f"{instance.url}{_status(instance)}")
    assert pushed_sideways(page) == []
    page.evaluate(WEAR, "h1 { width: 100rem; }")
    assert page.evaluate("document.documentElement.scrollWidth > innerWidth")
