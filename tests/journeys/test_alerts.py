"""The administrator looks an alert over and says what it was: no width, language or colour scheme is in the way."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from .entering import open_context, speak
from .faults import faults_in_all_ways
from .test_everyone import LANGUAGES

PATH = "/staff/admin/alerts"


def _raise_alert(instance: Any) -> None:
    """As the worker would write it about the recruiter; the way from the openings is in tests/web/admin."""
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    with closing(sqlite3.connect(instance.data_dir / "vivier.db", timeout=15)) as database, database:
        database.execute(
            "INSERT INTO alerts (id, account_id, kind, count, since_at, raised_at)"
            " SELECT ?, id, 'many_files', 74, ?, ? FROM accounts WHERE email = ?",
            (uuid4().hex, at, at, instance.staff["recruiter"]["email"]),
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alert_is_seen_and_settled(browser: Browser, instance: Any, language: str) -> None:
    _raise_alert(instance)
    options: Any = {"locale": LANGUAGES[language], "reduced_motion": "reduce"}
    with open_context(browser, instance, "administrator", **options) as context:
        page = context.new_page()
        speak(page, language)
        expect(page.locator(f".rail a[href='{PATH}'] .chip")).to_contain_text("1")
        page.goto(PATH)
        found = {"open": faults_in_all_ways(page, 24)}
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator("main tbody form button").click()
        expect(page.locator(".field-error")).to_be_visible()
        found["refused"] = faults_in_all_ways(page, 24)
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator("[name=comment]").fill("Passation avant un congé.")
        page.keyboard.press("Enter")
        expect(page.locator("main tbody")).to_contain_text("Passation avant un congé.")
        expect(page.locator(f".rail a[href='{PATH}'] .chip")).to_have_count(0)
        found["settled"] = faults_in_all_ways(page, 24)
        speak(page, "fr")
    assert {state: faults for state, faults in found.items() if faults} == {}
