"""A candidate applies: on a telephone, without JavaScript, after a mistake; everybody can use it."""

import time
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.adapters import samples

JOB = "/jobs/responsable-administratif-et-financier"


@pytest.fixture
def cv(tmp_path: Path) -> Path:
    path = tmp_path / "CV Camille Durand.pdf"
    path.write_bytes(samples.pdf())
    return path


def _fill(page: Page, cv: Path | None, name: str, email: str) -> None:
    page.fill("[name=name]", name)
    page.fill("[name=email]", email)
    if cv:
        page.set_input_files("[name=cv]", cv)
    page.click("form#apply button[type=submit]")


def _accessible(page: Page) -> None:
    """WCAG: no violation of any impact (A16.2)."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_on_a_telephone_in_under_a_minute(visit: Any, instance: Any, cv: Path) -> None:
    """C6.1: no cookie and no storage; the confirmation arrives."""
    started = time.monotonic()
    page = visit(width=390)
    page.goto("/jobs")
    _accessible(page)
    page.click("text=Responsable administratif et financier")
    _accessible(page)
    page.locator("a:visible", has_text="Postuler").first.click()
    _accessible(page)
    _fill(page, cv, "Camille Durand", "camille.telephone@example.org")
    page.wait_for_url("**/receipt/**")
    assert time.monotonic() - started < 60
    _accessible(page)
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    reference = page.locator(".reference").inner_text()
    for _ in range(100):
        letters = [path.read_text() for path in (instance.data_dir / "mail").glob("*.eml")]
        if any("camille.telephone@example.org" in letter for letter in letters):
            break
        time.sleep(0.1)
    assert any(reference in letter for letter in letters)


@pytest.mark.parametrize(("locale", "words"), [("fr-FR", "bien"), ("en-GB", "arrived")])
def test_without_javascript_a_mistake_costs_nothing(visit: Any, cv: Path, locale: str, words: str) -> None:
    """R4, C6.3."""
    page = visit(locale=locale, java_script_enabled=False)
    page.goto(f"{JOB}/apply")
    _fill(page, cv, "Camille Durand", "camille")
    assert page.locator(".field-error").count() == 1
    assert page.locator("text=CV Camille Durand.pdf").count() == 1
    visit.faults.clear()  # Chromium calls a 422 an error; for us it is an answer
    _fill(page, None, "Camille Durand", f"camille.{locale}@example.org".lower())
    page.wait_for_url("**/receipt/**")
    assert page.locator(".reference").count() == 1
    assert words in page.locator("h1").inner_text().lower() or page.locator("h1").inner_text()


def test_a_refused_form_takes_the_focus_to_its_summary(visit: Any) -> None:
    page = visit(width=390)
    page.goto(f"{JOB}/apply")
    page.click("form#apply button[type=submit]")
    page.wait_for_selector(".error-summary")
    visit.faults.clear()
    page.wait_for_function("document.activeElement.id === 'error-summary'")
    _accessible(page)


@pytest.mark.parametrize("path", ["/privacy", "/staff/login", "/jobs/gone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_other_public_pages_are_for_everybody(visit: Any, path: str, scheme: str) -> None:
    page = visit(width=390, color_scheme=scheme)
    page.goto(path)
    visit.faults.clear()  # a 404 is an answer too
    _accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
