"""The back office on a small screen: what has the focus is seen (WCAG 2.4.11), and the rail is one row."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from .entering import CANDIDATE, open_context
from .pages import SPOTS

DOSSIER, JOB, OWN = (
    next(spot for spot in SPOTS if spot.name == name) for name in ("dossier", "staff-job", "own-application")
)
SIZES = ((1440, 900), (1280, 720), (1000, 700), (800, 640), (390, 844), (640, 512), (320, 256))
# How much of what has the focus is hidden by the bar of decisions; what is higher than the room above it is let off.
COVERED = """() => {
  const bar = document.querySelector('.decide'), at = document.activeElement;
  if (bar.contains(at) || at === document.body) return 0;
  const over = bar.getBoundingClientRect(), box = at.getBoundingClientRect();
  if (box.right <= over.left || box.left >= over.right) return 0;
  if (box.height > over.top) return 0;
  return Math.max(0, Math.min(box.bottom, over.bottom) - Math.max(box.top, over.top));
}"""
SHARE = """() => {
  const bar = document.querySelector('.decide');
  return getComputedStyle(bar).position === 'sticky' ? bar.getBoundingClientRect().height / innerHeight : 0;
}"""


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_bar_of_decisions_never_covers_what_has_the_focus(
    browser: Browser, instance: Any, width: int, height: int
) -> None:
    # Without motion a scroll is over with its key; on its way, what has the focus may pass below the bar.
    with open_context(browser, instance, "recruiter", locale="fr-FR", reduced_motion="reduce") as context:
        page = context.new_page()
        DOSSIER.reach(page, instance)
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(SHARE) < 0.22
        steps = page.locator("main").locator("a, button, input:not([type=hidden]), select, textarea, summary").count()
        page.locator("#main").focus()
        for key in ("Tab", "Shift+Tab"):
            for _ in range(steps):
                page.keyboard.press(key)
                covered = page.evaluate(COVERED)
                assert covered == 0, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_rail_is_one_row_that_opens_by_keyboard(browser: Browser, instance: Any, *, scripts: bool) -> None:
    size: Any = {"width": 390, "height": 844}
    with open_context(
        browser, instance, "recruiter", locale="fr-FR", viewport=size, java_script_enabled=scripts
    ) as context:
        page = context.new_page()
        page.goto("/staff/reports")
        head, rail = page.locator(".staff-head"), page.locator("#rail")
        assert head.bounding_box()["height"] <= 60
        assert head.locator(".section").inner_text() == "Rapports"
        assert not rail.is_visible()
        head.locator("button").press("Enter")
        assert rail.is_visible()
        page.keyboard.press("Escape")
        assert not rail.is_visible()
        head.locator("button").press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/staff/jobs*")


def test_the_rail_stands_beside_the_page_where_there_is_room(browser: Browser, instance: Any) -> None:
    with open_context(
        browser, instance, "recruiter", locale="fr-FR", viewport={"width": 1280, "height": 900}
    ) as context:
        page = context.new_page()
        page.goto("/staff/reports")
        assert not page.locator(".staff-head").is_visible()
        box = page.locator("#rail").bounding_box()
        assert (box["x"], box["y"], box["height"]) == (0, 0, 900)


def test_what_is_refused_or_done_far_down_a_long_page_is_on_the_screen(browser: Browser, instance: Any) -> None:
    """The answer to a form is read from its top: it leads to the wrong field, and what was done is said beside it."""
    with open_context(
        browser, instance, "recruiter", locale="fr-FR", viewport={"width": 390, "height": 844}
    ) as context:
        page = context.new_page()
        JOB.reach(page, instance)
        for part, field in (("question", "label_fr"), ("stage", "name_fr")):
            page.locator(f"details:has(> #add-{part}) > summary").click()
            page.click(f"#add-{part} button")
            expect(page.locator(f"#add-{part} .field-error").first).to_be_in_viewport()
            assert page.evaluate("document.activeElement.name") == field
        stage = page.locator("#stages > ol > li").first
        stage.locator("summary").click()
        stage.locator("[name=name_fr]").fill("")
        stage.get_by_role("button", name="Enregistrer").click()
        expect(page.locator("#stages [role=alert]")).to_be_in_viewport()
        page.click("#team-form button")
        expect(page.locator("#team .notice")).to_be_in_viewport()


def test_what_a_candidate_has_done_is_said_where_they_did_it(browser: Browser, instance: Any) -> None:
    with open_context(browser, instance, CANDIDATE, locale="fr-FR", viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        OWN.reach(page, instance)
        page.click("#message-form button")
        expect(page.locator("#message-form .field-error")).to_be_in_viewport()
        page.fill("#side-form textarea", "Je vois cela autrement.")
        page.click("#side-form button")
        expect(page.locator("#my-side .notice")).to_be_in_viewport()
