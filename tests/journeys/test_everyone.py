"""WCAG 2.2 AA on every page and state, in both languages, light and dark (A16.2)."""

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
from .pages import NO_SPOT, ROLES, SPOTS, spots_of
from .reflow import pushed_sideways

LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
SCHEMES = ("light", "dark")
# Which of axe's rules each way is held against. Colours are the same in every language, and the dark differs by
# nothing else; they are most of axe's time.
OF_COLOURS = ("color-contrast", "link-in-text-block")
ALL: dict[str, Any] = {}
ALL_OTHERS = {"rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
WAYS = {("fr", "light"): ALL, ("en", "light"): ALL_OTHERS, ("fr", "dark"): {"runOnly": OF_COLOURS}}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def _axe(page: Page, rules: dict[str, Any]) -> list[str]:
    # Half a megabyte of script: a page that has it from its other width is not sent it again.
    axe = Axe("") if page.evaluate("'axe' in window") else Axe()
    found = axe.run(page, options={"resultTypes": ["violations"], **rules}).response["violations"]
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


@pytest.mark.timeout(300)  # some thirty pages
@pytest.mark.parametrize(("language", "scheme"), WAYS)
@pytest.mark.parametrize("role", ROLES)
def test_no_page_stands_in_anybody_s_way(
    browser: Browser, instance: Any, seen: dict[str, Any], role: str, language: str, scheme: Any
) -> None:
    """Axe finds nothing, of any impact; nothing is wider than the screen, in whatever way it is read."""
    context = open_context(
        browser,
        instance,
        role or None,
        locale=LANGUAGES[language],
        color_scheme=scheme,
        viewport={"width": 1280, "height": 900},
    )
    rules, found = WAYS[language, scheme], dict[str, list[str]]()
    answers: list[Response] = []
    with context:
        page = context.new_page()
        if role not in {"", CANDIDATE}:
            speak(page, language)
        page.on("response", lambda answer: _keep(answer, answers))
        for spot in spots_of(role):
            spot.reach(page, instance)
            seen["html"][f"{spot.name}-{language}"] = answers[-1].body()
            assert answers[-1].status < 500, spot.name
            assert page.evaluate("document.documentElement.lang") == language
            faults = _axe(page, rules)
            if scheme == "light":
                # On a telephone tables are cards and the rail is a row: another page to axe. Colours are the same.
                page.set_viewport_size({"width": 390, "height": 844})
                faults += [f"at 390: {fault}" for fault in _axe(page, rules)]
                page.set_viewport_size({"width": 1280, "height": 900})
                # The French words are the longer ones.
                faults += pushed_sideways(page) if language == "fr" else []
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
