"""A candidate applies: on a telephone, without JavaScript, after a mistake; everybody can use it."""

import quopri
import re
import time
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

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


def test_a_chosen_file_is_sent_at_once_and_what_it_says_is_offered(visit: Any, tmp_path: Path) -> None:
    """R4: never filled silently; a reload loses nothing; no storage but the page's own history entry (C6.1)."""
    cv = tmp_path / "CV.pdf"
    cv.write_bytes(samples.pdf("Inès Le Goff", "ines.le-goff@example.org", "06 12 34 56 78", "Expérience"))
    page = visit(width=390)
    page.goto(f"{JOB}/apply")
    page.set_input_files("[name=cv]", cv)
    offer = page.locator("#offer")
    expect(offer).to_contain_text("ines.le-goff@example.org")
    assert page.input_value("[name=name]") == ""
    _accessible(page)
    offer.locator("button").click()
    assert page.input_value("[name=name]") == "Inès Le Goff"
    assert page.input_value("[name=phone]") == "06 12 34 56 78"
    assert page.evaluate("document.activeElement.name") == "name"
    page.fill("[name=message]", "Disponible en janvier.")
    while "Disponible en janvier." not in page.evaluate("JSON.stringify(history.state)"):
        page.wait_for_timeout(50)
    page.reload()
    assert page.input_value("[name=message]") == "Disponible en janvier."
    assert page.input_value("[name=email]") == "ines.le-goff@example.org"
    expect(page.locator("[data-filename]").first).to_have_text("CV.pdf")
    page.click("form#apply button[type=submit]")
    page.wait_for_url("**/receipt/**")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_refused_file_is_told_at_once_and_another_takes_its_place(visit: Any, tmp_path: Path, cv: Path) -> None:
    page = visit()
    page.goto(f"{JOB}/apply")
    wrong = tmp_path / "CV.pdf"
    wrong.write_bytes(b"no PDF at all" + bytes(40))
    page.set_input_files("[name=cv]", wrong)
    expect(page.locator(".field-error")).to_be_visible()
    _accessible(page)
    page.set_input_files("[name=cv]", cv)
    expect(page.locator(".field-error")).to_have_count(0)
    expect(page.locator("[data-filename]").first).to_have_text(cv.name)
    page.locator("summary").click()
    page.set_input_files("[name=cover_letter]", cv)
    expect(page.locator("[data-filename]").nth(1)).to_have_text(cv.name)
    page.locator("[data-remove]").click()
    expect(page.locator("[name=cover_letter_kept]")).to_be_disabled()
    visit.faults[:] = [words for words in visit.faults if "422" not in words]


def test_a_file_may_be_dropped(visit: Any) -> None:
    page = visit()
    page.goto(f"{JOB}/apply")
    dropped = page.evaluate_handle(
        """octets => {
          const moved = new DataTransfer();
          moved.items.add(new File([new Uint8Array(octets)], 'glissé.pdf', { type: 'application/pdf' }));
          return moved;
        }""",
        list(samples.pdf()),
    )
    page.dispatch_event(".drop >> nth=0", "dragover", {"dataTransfer": dropped})
    page.dispatch_event(".drop >> nth=0", "drop", {"dataTransfer": dropped})
    expect(page.locator("[data-filename]").first).to_have_text("glissé.pdf")


def test_a_form_sent_while_a_file_is_on_its_way_waits_for_it(visit: Any, cv: Path) -> None:
    page = visit()
    page.goto(f"{JOB}/apply")
    page.route("**/apply/files", lambda route: (time.sleep(1), route.continue_()))
    page.set_input_files("[name=cv]", cv)
    page.fill("[name=name]", "Paul Attend")
    page.fill("[name=email]", "paul.attend@example.org")
    page.click("form#apply button[type=submit]")
    page.wait_for_url("**/receipt/**")


def test_where_the_early_sending_fails_the_file_goes_with_the_form(visit: Any, cv: Path) -> None:
    page = visit()
    page.goto(f"{JOB}/apply")
    page.route("**/apply/files", lambda route: route.abort())
    _fill(page, cv, "Noémie Secours", "noemie.secours@example.org")
    page.wait_for_url("**/receipt/**")
    visit.faults.clear()


def test_what_is_pasted_is_never_cut_off_in_silence(visit: Any, cv: Path) -> None:
    """R4: a text beyond its limit is told beside its field, with all of it still there."""
    page = visit()
    page.goto(f"{JOB}/apply")
    page.locator("details.more summary").click()
    page.focus("[name=message]")
    page.keyboard.insert_text("Bonjour. " * 700)
    _fill(page, cv, "Léa Longue", "lea.longue@example.org")
    expect(page.locator("#message-error")).to_contain_text("Tenez-vous à 5000 caractères.")
    assert len(page.input_value("[name=message]")) == 6300
    visit.faults.clear()


@pytest.mark.parametrize("path", [f"{JOB}/apply", "/contact"])
def test_the_field_that_only_robots_fill_is_out_of_sight(visit: Any, path: str) -> None:
    """On a small telephone too, in the language whose words for it are the longer."""
    for locale in ("fr-FR", "en-GB"):
        page = visit(width=320, locale=locale)
        page.goto(path)
        assert page.evaluate("document.querySelector('.trap').getBoundingClientRect().right") <= 0


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
    [letter] = [letter for letter in letters if reference in letter]
    link = re.search(r"/status/[\w.=-]+", quopri.decodestring(letter).decode())
    assert link
    page.goto(link.group())
    assert reference in page.inner_text("main")
    _accessible(page)


@pytest.mark.parametrize(
    ("locale", "words"), [("fr-FR", "Votre candidature est arrivée"), ("en-GB", "Your application has arrived")]
)
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
    assert page.locator("h1").inner_text() == words


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


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_form_that_is_being_filled_changes_its_language(visit: Any, cv: Path, *, has_scripts: bool) -> None:
    """R4: nothing typed and no file is lost, and Enter in a field still sends the form instead of switching it."""
    page = visit(width=390, java_script_enabled=has_scripts)
    page.goto(f"{JOB}/apply")
    page.set_input_files("[name=cv]", cv)
    page.fill("[name=name]", "Camille Deux-Langues")
    page.get_by_role("button", name="English").click()
    page.wait_for_url("**/apply?lang=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("[name=name]")).to_have_value("Camille Deux-Langues")
    expect(page.locator("[data-filename]").first).to_have_text(cv.name)
    page.fill("[name=email]", f"camille.{has_scripts}@example.org".lower())
    page.press("[name=email]", "Enter")
    page.wait_for_url("**/receipt/**")
