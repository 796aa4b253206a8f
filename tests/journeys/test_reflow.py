"""No page scrolls sideways: at 320 px, with text at 200 %, with the reader's spacing (WCAG 1.4.4, 1.4.10, 1.4.12)."""

import sys
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from .entering import open_context
from .pages import ROLES, Spot, spots_of

# What a reader's own style sheet may set without loss (WCAG 1.4.12).
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
WAYS: dict[str, tuple[int, str]] = {
    "at 320 px": (320, ""),
    "spaced at 320 px": (320, SPACING),
    "at 390 px, text at 200 %": (390, "html { font-size: 200% !important; }"),
}
# How far the page may be pushed, and what stands out of it: the innermost piece that nothing inside it explains.
SIDEWAYS = """() => {
  const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
  if (wide <= 0) return "";
  const isOut = (each) => each.getBoundingClientRect().right > root.clientWidth + 1;
  const out = [...document.querySelectorAll("body *")].filter(isOut);
  return `${wide} px: ${out.at(-1)?.outerHTML.slice(0, 160)}`;
}"""


def _status(instance: Any) -> str:
    asked = (
        "from sqlalchemy import select; from app.extensions import db; from wsgi import application\n"
        "from app.domain.applications.models import Application\n"
        "from app.domain.applications.queries.status import status_token\n"
        "with application.app_context(): print(status_token(db.session.scalars(select(Application.id)).first()))"
    )
    said: str = instance.run(sys.executable, "-c", asked)
    return f"/status/{said.strip().splitlines()[-1]}"


# Behind a letter's link, and on no list of pages.
STATUS = Spot("status", None, asked=_status)


@pytest.mark.timeout(300)  # some thirty pages
@pytest.mark.parametrize("role", ROLES)
def test_no_page_is_pushed_sideways(browser: Browser, instance: Any, role: str) -> None:
    """In French, whose words are the longer ones."""
    size: Any = {"width": 1280, "height": 900}
    found: list[str] = []
    # Our policy forbids a style that is not ours; the reader's own comes from the browser, which asks nobody.
    with open_context(browser, instance, role or None, locale="fr-FR", viewport=size, bypass_csp=True) as context:
        page = context.new_page()
        for spot in [*spots_of(role), *([] if role else [STATUS])]:
            spot.reach(page, instance)
            found += [f"{spot.name} {way}: {said}" for way in WAYS if (said := _sideways(page, *WAYS[way]))]
    assert found == []


def _sideways(page: Page, width: int, style: str) -> str:
    page.set_viewport_size({"width": width, "height": 900})
    added = page.add_style_tag(content=style) if style else None
    said: str = page.evaluate(SIDEWAYS)
    if added:
        added.evaluate("style => style.remove()")
    page.set_viewport_size({"width": 1280, "height": 900})
    return said
