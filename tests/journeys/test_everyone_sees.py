"""Forced colours, reduced motion, the states of a button (A16.2)."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from .entering import open_context
from .test_everyone import SCHEMES


def test_forced_colours_leave_edges_and_focus(browser: Browser, instance: Any) -> None:
    with open_context(browser, instance, None, locale="fr-FR", forced_colors="active") as context:
        page = context.new_page()
        page.goto("/jobs/responsable-administratif-et-financier/apply")
        for selector in ("[name=name]", "button[type=submit]", ".drop"):
            edge = page.locator(selector).first.evaluate("e => getComputedStyle(e).borderTopStyle")
            assert edge in {"solid", "dashed"}, selector
        # A column of facts is none of a board: an edge would touch its words.
        assert page.locator(".facts.column").evaluate("e => getComputedStyle(e).borderTopStyle") == "none"
        page.locator("[name=name]").focus()
        assert page.locator("[name=name]").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_reduced_motion_moves_nothing(browser: Browser, instance: Any) -> None:
    with open_context(browser, instance, "recruiter", locale="fr-FR", reduced_motion="reduce") as context:
        page = context.new_page()
        for path in ("/", "/staff/jobs", "/staff/styleguide"):
            page.goto(path)
            moving = page.evaluate(
                """[...document.querySelectorAll('*')].filter(e => {
                     const style = getComputedStyle(e);
                     return parseFloat(style.transitionDuration) > 0.01 || parseFloat(style.animationDuration) > 0.01;
                   }).map(e => e.outerHTML.slice(0, 80))"""
            )
            assert moving == []


def test_every_state_of_a_button_can_be_told_from_the_others(browser: Browser, instance: Any, tmp_path: Path) -> None:
    """The style guide, photographed: at rest, under the pointer, with the focus, out of use; light and dark."""
    for scheme in SCHEMES:
        tall: Any = {"viewport": {"width": 1280, "height": 1400}}
        with open_context(browser, instance, "recruiter", locale="fr-FR", color_scheme=scheme, **tall) as context:
            page = context.new_page()
            page.goto("/staff/styleguide")
            for kind in ("btn-primary", "btn-quiet", "btn-danger-quiet"):
                button = page.locator(f"#buttons .{kind}:not([disabled])").first
                page.mouse.move(0, 0)
                page.locator("#main").focus()
                shots = [_shot(page, button)]
                button.hover()
                page.wait_for_timeout(200)
                shots.append(_shot(page, button))
                page.mouse.move(0, 0)
                page.keyboard.press("Tab")
                button.focus()
                page.wait_for_timeout(200)
                shots += [_shot(page, button), _shot(page, page.locator(f"#buttons .{kind}[disabled]").first)]
                assert len(set(shots)) == len(shots), f"{kind}, {scheme}"


def _shot(page: Page, element: Any) -> bytes:
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    shot: bytes = page.screenshot(
        clip={"x": box["x"] - 4, "y": box["y"] - 4, "width": box["width"] + 8, "height": box["height"] + 8}
    )
    return shot
