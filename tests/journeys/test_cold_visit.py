"""A visit without a past: no cookie, no storage, nothing from another site (C2.3, C6.1); applying with cookies off."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.adapters import samples

from .conftest import FLAGS, chromium
from .entering import JOB, open_context
from .pages import SPOTS, Spot

# The sign-ins, of the team and of candidates, need a session: its cookie is on the cookies page.
PUBLIC = [spot for spot in SPOTS if spot.role is None and not spot.name.startswith(("sign-in", "own-"))]
PLAIN = [spot for spot in PUBLIC if isinstance(spot.way, str)]
STORED = """async () => ({
  cookie: document.cookie,
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: self.caches ? (await caches.keys()).length : 0,
  workers: navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""
NOTHING = {"cookie": "", "local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}


class Watch:
    """Everything that a page asks for, and every cookie that an answer sets."""

    def __init__(self, page: Page) -> None:
        self.asked: set[str] = set()
        self.answers: list[Response] = []
        page.on("request", lambda asked: self.asked.add(asked.url))
        page.on("response", self._keep)

    def _keep(self, answer: Response) -> None:
        self.answers.append(answer)

    def foreign(self, own: str) -> set[str]:
        return {url for url in self.asked if not url.startswith(f"{own}/")}

    def cookies(self) -> list[str]:
        headers = [header for answer in self.answers for header in answer.headers_array()]
        return [header["value"] for header in headers if header["name"].lower() == "set-cookie"]


def _names(spot: Spot) -> str:
    return spot.name


@pytest.mark.promise("C2.3", "C6.1", "G13")
@pytest.mark.parametrize("spot", PUBLIC, ids=_names)
def test_a_cold_visit_leaves_nothing_and_asks_nothing_of_others(browser: Browser, instance: Any, spot: Spot) -> None:
    with open_context(browser, instance, None) as context:
        page = context.new_page()
        watch = Watch(page)
        spot.reach(page, instance)
        page.wait_for_load_state("networkidle")
        assert len(watch.asked) > 2
        assert watch.foreign(instance.url) == set()
        assert (watch.cookies(), context.cookies()) == ([], [])
        assert page.evaluate(STORED) == NOTHING


@pytest.mark.promise("C2.3", "C6.1", "G13")
def test_a_cold_visit_without_javascript_leaves_nothing_either(browser: Browser, instance: Any) -> None:
    with open_context(browser, instance, None, java_script_enabled=False) as context:
        page = context.new_page()
        watch = Watch(page)
        for spot in PLAIN:
            spot.reach(page, instance)  # until it is loaded: without a script nothing is asked for later
        assert len(watch.asked) > len(PLAIN)
        assert watch.foreign(instance.url) == set()
        assert (watch.cookies(), context.cookies()) == ([], [])
        assert context.storage_state() == {"cookies": [], "origins": []}


@pytest.mark.promise("C6.2")
@pytest.mark.parametrize("script", ["with", "without"])
def test_a_refusal_to_be_counted_is_one_button_and_taken_back_by_another(
    visit: Any, instance: Any, script: str
) -> None:
    """A15.2: on the page that says what is counted; no cookie before the choice, one of ours after it."""
    page = visit(width=390, locale="en-GB", java_script_enabled=script == "with")
    page.goto("/cookies")
    assert page.context.cookies() == []
    before = page.locator("#counting button").bounding_box()
    page.click("text=Do not count my visits")
    page.wait_for_selector("text=Count my visits again")
    [cookie] = page.context.cookies()
    assert (cookie["name"], cookie["value"], cookie["httpOnly"], cookie["sameSite"]) == ("no-count", "1", True, "Lax")
    after = page.locator("#counting button").bounding_box()
    assert before["height"] == after["height"] >= 44
    page.click("text=Count my visits again")
    page.wait_for_selector("text=Do not count my visits")
    assert page.context.cookies() == []


@pytest.mark.promise("C6.3")
@pytest.mark.parametrize("script", ["with", "without"])
def test_a_browser_that_blocks_every_cookie_applies(
    browser: Browser, instance: Any, tmp_path: Path, script: str
) -> None:
    """C6.3: blocked in the browser's own settings, as a person does it; that blocks every storage of pages too."""
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}))
    cv = tmp_path / "CV Camille Durand.pdf"
    cv.write_bytes(samples.pdf())
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium(), args=FLAGS, base_url=instance.url, java_script_enabled=script == "with"
    )
    with context:
        page = context.new_page()
        page.goto("/staff/login")  # a page that does set a cookie: none is kept
        assert context.cookies() == []
        page.goto(f"{JOB}/apply")
        page.fill("[name=name]", "Camille Durand")
        page.fill("[name=email]", f"camille.{script}.script@example.org")
        page.set_input_files("[name=cv]", cv)
        page.click("form#apply button[type=submit]")
        page.wait_for_url("**/receipt/**")
        assert page.locator(".reference").count() == 1
        assert context.cookies() == []
