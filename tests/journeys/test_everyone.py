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
from flask import Flask
from playwright.sync_api import Browser, Response
from werkzeug.exceptions import HTTPException

from app.web.careers.accessibility import RESULT, last_result

from .entering import CANDIDATE, open_context, speak
from .faults import ALL_OTHERS, faults_in_all_ways, faults_of_axe
from .pages import NO_SPOT, ROLES, SPOTS, spots_of

LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
SCHEMES = ("light", "dark")


@pytest.fixture(scope="session")
def seen() -> Iterator[dict[str, Any]]:
    """What the visits of this run met; written down when the whole list was visited and asked for."""
    met: dict[str, Any] = {"paths": set(), "html": {}, "visits": 0, "violations": 0}
    yield met
    if os.environ.get("WRITE_ACCESSIBILITY") and met["visits"] == len(SPOTS) * len(LANGUAGES):
        result = {
            "on": datetime.now(UTC).date().isoformat(),
            "standard": f"axe-core {met['version']}",
            "pages": len(SPOTS),
            "languages": list(LANGUAGES),
            "schemes": list(SCHEMES),
            "violations": met["violations"],
        }
        RESULT.write_text(json.dumps(result) + "\n", encoding="utf-8")


@pytest.mark.timeout(300)  # some forty pages
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_no_page_stands_in_anybody_s_way(
    browser: Browser, instance: Any, seen: dict[str, Any], role: str, language: str
) -> None:
    """Axe finds nothing, of any impact; nothing is wider than the screen, in whatever way it is read."""
    context = open_context(
        browser,
        instance,
        role or None,
        locale=LANGUAGES[language],
        # Colours are looked at as soon as they change.
        reduced_motion="reduce",
        viewport={"width": 1280, "height": 900},
    )
    found = dict[str, list[str]]()
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
            # French has all the ways: its words are the longer ones. English differs by its words alone.
            faults = (
                faults_in_all_ways(page, 24 if role else 44) if language == "fr" else faults_of_axe(page, ALL_OTHERS)
            )
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
