"""The administrator looks an alert over and says what it was: no width, language or colour scheme is in the way."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from .entering import open_context, speak
from .test_everyone import LANGUAGES, OVERFLOW, SCHEMES
from .test_everyone_sees import SMALL_TARGETS

PATH = "/staff/admin/alerts"
WIDTHS = (1280, 640, 390, 320)


def _raise_alert(instance: Any) -> None:
    """As the worker would write it about the recruiter; the way from the openings is in tests/web/admin."""
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    with closing(sqlite3.connect(instance.data_dir / "vivier.db", timeout=15)) as database, database:
        database.execute(
            "INSERT INTO alerts (id, account_id, kind, count, since_at, raised_at)"
            " SELECT ?, id, 'many_files', 74, ?, ? FROM accounts WHERE email = ?",
            (uuid4().hex, at, at, instance.staff["recruiter"]["email"]),
        )


def _faults(page: Any) -> list[str]:
    faults = [violation["id"] for violation in Axe().run(page).response["violations"]]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(OVERFLOW) > 0:
            faults.append(f"wider than the screen at {width}")
        faults += page.evaluate(SMALL_TARGETS, 24)
    return faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alert_is_seen_and_settled(browser: Browser, instance: Any, language: str) -> None:
    _raise_alert(instance)
    found: dict[str, list[str]] = {}
    for scheme in SCHEMES:
        options: Any = {"locale": LANGUAGES[language], "color_scheme": scheme}
        with open_context(browser, instance, "administrator", **options) as context:
            page = context.new_page()
            speak(page, language)
            expect(page.locator(f".rail a[href='{PATH}'] .chip")).to_contain_text("1")
            page.goto(PATH)
            button = page.locator("main tbody form button")
            found[f"{scheme}: open"] = _faults(page)
            page.set_viewport_size({"width": 390, "height": 844})
            if scheme == SCHEMES[0]:
                button.click()
                expect(page.locator(".field-error")).to_be_visible()
                found[f"{scheme}: refused"] = _faults(page)
                continue
            page.locator("[name=comment]").fill("Passation avant un congé.")
            page.keyboard.press("Enter")
            expect(page.locator("main tbody")).to_contain_text("Passation avant un congé.")
            expect(page.locator(f".rail a[href='{PATH}'] .chip")).to_have_count(0)
            found[f"{scheme}: settled"] = _faults(page)
            speak(page, "fr")
    assert {state: faults for state, faults in found.items() if faults} == {}
