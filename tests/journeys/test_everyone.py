"""WCAG 2.2 AA on every page and state, in both languages, light and dark (A16.2); zoom, targets, colours, motion."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Response
from werkzeug.exceptions import HTTPException

from app.web.careers.accessibility import RESULT, last_result

from .entering import CANDIDATE, open_context, speak
from .pages import NO_SPOT, SPOTS, Spot

LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
SCHEMES = ("light", "dark")
# Colours are the same in every language: the dark is looked at in one.
WAYS = (("fr", "light"), ("en", "light"), ("fr", "dark"))
ROLES = sorted({spot.role or "" for spot in SPOTS})
# What axe does not measure by itself. A link within a sentence is as high as its line, which the guideline allows.
SMALL_TARGETS = """least => [
  ...document.querySelectorAll('a, button, input, select, textarea, summary')
].filter(element => {
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  if (!element.checkVisibility() || element.type === 'hidden') return false;
  if (element.closest('[inert], .trap, .skip, .visually-hidden')) return false;
  if (element.matches('a') && style.display === 'inline') return false;
  if (element.matches('[type=checkbox], [type=radio]')) return box.width < 20;
  return box.width < 24 || box.height < least;
}).map(element => `${element.outerHTML.slice(0, 120)} ${JSON.stringify(element.getBoundingClientRect())}`)"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _axe(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


@pytest.fixture(scope="session")
def seen() -> Iterator[dict[str, Any]]:
    """What the visits of this run met; written down when the whole list was visited and asked for."""
    met: dict[str, Any] = {"paths": set(), "html": {}, "visits": 0, "violations": 0}
    yield met
    if os.environ.get("WRITE_ACCESSIBILITY") and met["visits"] == len(SPOTS) * len(WAYS):
        result = {
            "on": datetime.now(UTC).date().isoformat(),
            "standard": f"axe-core {met['version']}",
            "pages": len(SPOTS),
            "languages": list(LANGUAGES),
            "schemes": list(SCHEMES),
            "violations": met["violations"],
        }
        RESULT.write_text(json.dumps(result) + "\n", encoding="utf-8")


@pytest.mark.parametrize(("language", "scheme"), WAYS)
@pytest.mark.parametrize("role", ROLES)
def test_no_page_stands_in_anybody_s_way(
    browser: Browser, instance: Any, seen: dict[str, Any], role: str, language: str, scheme: Any
) -> None:
    """Axe finds nothing, of any impact; nothing is wider than the screen."""
    context = open_context(
        browser,
        instance,
        role or None,
        locale=LANGUAGES[language],
        color_scheme=scheme,
        viewport={"width": 1280, "height": 900},
    )
    found: dict[str, list[str]] = {}
    answers: list[Response] = []
    with context:
        page = context.new_page()
        if role not in {"", CANDIDATE}:
            speak(page, language)
        page.on("response", lambda answer: _keep(answer, answers))
        for spot in _of(role):
            spot.reach(page, instance)
            seen["html"][f"{spot.name}-{language}"] = answers[-1].body()
            assert answers[-1].status < 500, spot.name
            assert page.evaluate("document.documentElement.lang") == language
            faults = _axe(page)
            if scheme == "light":
                # On a telephone tables are cards and the rail is a row: another page to axe. Colours are the same.
                page.set_viewport_size({"width": 390, "height": 844})
                faults += [f"at 390: {fault}" for fault in _axe(page)]
                page.set_viewport_size({"width": 1280, "height": 900})
            if page.evaluate(OVERFLOW) > 0:
                faults.append("wider than the screen")
            if faults:
                found[spot.name] = faults
            seen["paths"].add(urlsplit(page.url).path)
            seen["visits"] += 1
            seen["violations"] += len(faults)
        seen["version"] = page.evaluate("axe.version")
        if role not in {"", CANDIDATE}:
            speak(page, "fr")
    assert found == {}


def _keep(answer: Response, answers: list[Response]) -> None:
    """The pages as the server sent them, before any script."""
    if answer.request.is_navigation_request() and not 300 <= answer.status < 400:
        answers.append(answer)


def _of(role: str) -> list[Spot]:
    return [spot for spot in SPOTS if (spot.role or "") == role]


def test_every_page_is_on_the_list(app: Flask, seen: dict[str, Any]) -> None:
    """After the visits: no page of the application was forgotten."""
    if seen["visits"] == 0:
        pytest.skip("asked for alone, without the visits")
    met, adapter = set(), app.url_map.bind("")
    for path in seen["paths"]:
        try:
            met.add(adapter.match(path)[0])
        except HTTPException:
            continue  # the page that is missing, or the answer to a POST
    asked = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert asked - met - NO_SPOT == set()


def test_every_page_is_valid_html(seen: dict[str, Any], tmp_path: Path) -> None:
    """By the Nu Html Checker, as the server sent them."""
    validator = Path(__file__).parents[2] / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    java = shutil.which("java")
    if not seen["html"] or java is None or not validator.exists():
        pytest.skip("the validator of HTML needs the visits, Java, and npm's vnu-jar")
    for name, html in seen["html"].items():
        (tmp_path / f"{name}.html").write_bytes(html)
    command = [java, "-jar", str(validator), "--format", "json", "--exit-zero-always", str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stderr
    faults = [
        f"{Path(each['url']).name}: {each['message']} {each.get('extract', '')[:160]}"
        for each in json.loads(said)["messages"]
        if each["type"] == "error"
    ]
    assert faults == []


def test_the_statement_says_what_the_last_run_found() -> None:
    result = last_result()
    assert (result["violations"], result["pages"]) == (0, len(SPOTS)), "run make accessibility"


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_lost_at_four_hundred_per_cent_and_every_target_can_be_hit(
    browser: Browser, instance: Any, role: str
) -> None:
    """WCAG 1.4.10 and 2.5.8: 1280 pixels at 200 % are 640, at 400 % they are 320; on a telephone 390."""
    found: list[str] = []
    with open_context(browser, instance, role or None, locale="fr-FR") as context:
        page = context.new_page()
        for spot in _of(role):
            page.set_viewport_size({"width": 390, "height": 844})
            spot.reach(page, instance)
            found += [f"{spot.name}: {target}" for target in page.evaluate(SMALL_TARGETS, 24 if role else 44)]
            for width, height in ((640, 512), (320, 256)):
                page.set_viewport_size({"width": width, "height": height})
                if page.evaluate(OVERFLOW) > 0:
                    found.append(f"{spot.name}: wider than the screen at {width}")
    assert found == []


def test_forced_colours_leave_edges_and_focus(browser: Browser, instance: Any) -> None:
    with open_context(browser, instance, None, locale="fr-FR", forced_colors="active") as context:
        page = context.new_page()
        page.goto("/jobs/responsable-administratif-et-financier/apply")
        for selector in ("[name=name]", "button[type=submit]", ".drop"):
            edge = page.locator(selector).first.evaluate("e => getComputedStyle(e).borderTopStyle")
            assert edge in {"solid", "dashed"}, selector
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
