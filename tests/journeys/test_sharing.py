"""A candidate is asked whether a partner may have their file; a court gets what the archive keeps, by two people."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.adapters import samples

from .entering import LITIGATION, open_context, sign_in
from .letters import letters_to, next_code, next_letter
from .pages import ask_disclosure, give_to_court

ADDRESS = "ines.partage@example.org"


def _apply(page: Page, instance: Any, tmp_path: Path) -> str:
    """The reference, from the letter."""
    cv = tmp_path / "CV.pdf"
    cv.write_bytes(samples.pdf("Inès Partage"))
    page.goto("/jobs/spontaneous/apply")
    page.set_input_files("[name=cv]", cv)
    page.fill("[name=name]", "Inès Partage")
    page.fill("[name=email]", ADDRESS)
    page.click("form#apply button[type=submit]")
    page.wait_for_url("**/receipt/**")
    found = re.search(r"[A-Z2-7]{5}-[A-Z2-7]{5}", next_letter(instance, ADDRESS, 0))
    assert found
    return found[0]


def _open_own_pages(page: Page, instance: Any) -> None:
    seen = len(letters_to(instance, ADDRESS))
    page.goto("/me/sign-in")
    page.fill("[name=email]", ADDRESS)
    page.press("[name=email]", "Enter")
    page.wait_for_url("**/me/code*")
    page.fill("[name=code]", next_code(instance, ADDRESS, seen))
    page.press("[name=code]", "Enter")
    page.wait_for_url(re.compile(r"/me/(\?|$)"))


def _ask(page: Page, reference: str) -> None:
    page.goto("/staff/privacy/disclosures/new")
    words = {
        "application": reference,
        "recipient": "Banque Morel",
        "recipient_email": "talents@example.org",
        "purpose": "Un poste chez elle.",
    }
    ask_disclosure(page, words, "consent", "files")


@pytest.mark.promise("C3.1")
def test_partner_gets_a_file_only_after_the_candidate_s_yes(visit: Any, instance: Any, tmp_path: Path) -> None:
    person, desk = visit(width=390, java_script_enabled=False), visit()
    reference = _apply(person, instance, tmp_path)
    sign_in(desk, instance.staff["privacy_officer"])
    _ask(desk, reference)
    assert desk.locator("#package-form").count() == 0
    assert "Banque Morel" in next_letter(instance, ADDRESS, 1)

    _open_own_pages(person, instance)
    assert "Banque Morel" in person.locator("#sharing .letter").inner_text()
    person.click("#sharing button[value=yes]")
    person.wait_for_url(re.compile(r"/me/.*#sharing"))

    desk.reload()
    with desk.expect_download() as download:
        desk.click("#package-form button")
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        assert samples.pdf("Inès Partage") in {archive.read(name) for name in archive.namelist()}
    desk.reload()
    assert desk.locator("#package-form").count() == 0

    looked = visit(width=390)
    _open_own_pages(looked, instance)
    assert "Banque Morel" in looked.locator("#sharing table").inner_text()
    assert Axe().run(looked).response["violations"] == []
    assert looked.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    looked.click("#sharing form[action*=withdraw] button")
    looked.wait_for_selector(".messages .notice")
    assert looked.locator("#sharing form").count() == 0


@pytest.mark.promise("C3.2")
def test_court_gets_what_the_archive_keeps_after_the_officer_s_yes(browser: Browser, visit: Any, instance: Any) -> None:
    """Asked for where the file is open, approved at the desk, taken where it was asked for: once."""
    officer = visit()
    sign_in(officer, instance.staff["privacy_officer"])
    with open_context(browser, instance, LITIGATION, locale="fr-FR") as context:
        litigation = context.new_page()
        give_to_court(litigation)
        row = litigation.url
        assert litigation.locator("#approve-form, #package-form").count() == 0
        officer.goto(row)
        officer.click("#approve-form button")
        officer.wait_for_selector(".messages .notice")
        assert "Contentieux" in officer.locator("main").inner_text()
        assert officer.locator("#package-form").count() == 0
        litigation.reload()
        with litigation.expect_download() as download:
            litigation.click("#package-form button")
        with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as package:
            assert [name for name in package.namelist() if name.startswith("files/")] == [
                "files/01-cv-camille-durand.pdf"
            ]
            page = package.read("index.html").decode()
        assert "Conseil de prud’hommes de Paris" in page
        assert "achille.refuse@example.org" not in page
        litigation.reload()
        assert litigation.locator("#package-form").count() == 0
