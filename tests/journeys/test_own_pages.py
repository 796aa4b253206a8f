"""A person on a phone, alone with their data: signs in, corrects, copies, withdraws, leaves the pool, erases."""

import io
import json
import re
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.adapters import samples

from .letters import code_in, letters_to, next_code, next_letter

WORDS = {
    "fr": {"withdraw": "Retirer ma candidature", "leave": "Quitter le vivier", "copy": "Télécharger mes données"},
    "en": {"withdraw": "Withdraw my application", "leave": "Leave the talent pool", "copy": "Download my data"},
}


def _apply(page: Page, address: str, tmp_path: Path) -> None:
    cv = tmp_path / "CV.pdf"
    cv.write_bytes(samples.pdf("Zoé Seule"))
    page.goto("/jobs/spontaneous/apply")
    page.set_input_files("[name=cv]", cv)
    page.fill("[name=name]", "Zoé Seule")
    page.fill("[name=email]", address)
    page.check("[name=pool_consent]")
    page.click("form#apply button[type=submit]")
    page.wait_for_url("**/receipt/**")


def _ask_code(page: Page, instance: Any, address: str) -> str:
    seen = len(letters_to(instance, address))
    page.goto("/me/")
    page.wait_for_url("**/me/sign-in*")
    page.fill("[name=email]", address)
    page.press("[name=email]", "Enter")
    page.wait_for_url("**/me/code*")
    return next_letter(instance, address, seen)


def _find_nothing_of_before(page: Page, instance: Any, address: str, tmp_path: Path) -> None:
    """Whoever applies anew, under the same address, sees that application and nothing else."""
    seen = len(letters_to(instance, address))
    _apply(page, address, tmp_path)
    next_letter(instance, address, seen)
    page.goto("/me/")
    page.fill("[name=code]", code_in(_ask_code(page, instance, address)))
    page.press("[name=code]", "Enter")
    page.wait_for_url(re.compile(r"/me/(\?|$)"))
    assert page.locator("main h2 a").count() == 1
    page.locator("main h2 a").first.click()
    assert page.input_value("[name=phone]") == ""
    assert page.locator("#messages .note").count() == 0


@pytest.mark.promise("C5.1", "C5.2", "C5.3", "C5.5")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_person_does_it_all_alone_on_a_phone(visit: Any, instance: Any, tmp_path: Path, language: str) -> None:
    address, words = f"zoe.{language}@example.org", WORDS[language]
    page: Page = visit(width=390, locale={"fr": "fr-FR", "en": "en-GB"}[language])
    _apply(page, address, tmp_path)
    next_letter(instance, address, 0)
    letter = _ask_code(page, instance, address)
    page.fill("[name=code]", code_in(letter))
    page.press("[name=code]", "Enter")
    page.wait_for_url(re.compile(r"/me/(\?|$)"))

    page.locator("main h2 a").first.click()
    page.fill("[name=phone]", "06 99 98 97 96")
    page.click("#details-form button")
    page.wait_for_selector(".messages .notice")
    assert page.input_value("[name=phone]") == "06 99 98 97 96"

    page.click(".back a")
    with page.expect_download() as download:
        page.click(f"text={words['copy']}")
    with zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())) as archive:
        data = json.loads(archive.read("data.json"))
    assert data["tables"]["applications"][0]["phone"] == "06 99 98 97 96"

    page.click(f'#pool button:has-text("{words["leave"]}")')
    page.wait_for_selector(".messages .notice")
    assert page.locator(f'#pool button:has-text("{words["leave"]}")').count() == 0

    page.locator("main h2 a").first.click()
    page.click(f'button:has-text("{words["withdraw"]}")')
    page.click("#confirm [value=yes]")
    page.wait_for_selector(".messages .notice")
    assert page.locator(f'button:has-text("{words["withdraw"]}")').count() == 0

    page.click(".back a")
    page.click("a[href*='/me/erase']")
    seen = len(letters_to(instance, address))
    page.click("#with-code form button")
    page.wait_for_selector("#erase-form")
    page.fill("#erase-form [name=code]", next_code(instance, address, seen))
    page.press("#erase-form [name=code]", "Enter")
    page.wait_for_url("**/me/erased/**")
    assert page.locator(".reference").inner_text()

    seen = len(letters_to(instance, address))
    page.goto("/me/")
    page.fill("[name=email]", address)
    page.press("[name=email]", "Enter")
    page.wait_for_url("**/me/code*")
    page.fill("[name=code]", "123456")
    page.press("[name=code]", "Enter")
    page.wait_for_selector(".field-error")
    visit.faults[:] = [fault for fault in visit.faults if "422" not in fault]
    assert len(letters_to(instance, address)) == seen

    _find_nothing_of_before(page, instance, address, tmp_path)


def test_link_that_a_scanner_opens_first_still_opens_the_pages(visit: Any, instance: Any, tmp_path: Path) -> None:
    """B6.1: HEAD, GET, and GETs that run scripts; then the person, once."""
    address = "scanne@example.org"
    page: Page = visit(width=390)
    _apply(page, address, tmp_path)
    next_letter(instance, address, 0)
    letter = _ask_code(page, instance, address)
    link = re.search(r"http://\S+/me/link\S+", letter)
    assert link
    reached = link[0].replace(re.match(r"http://[^/]+", link[0])[0], instance.url)
    for method in ("HEAD", "GET", "GET"):
        asked = urllib.request.Request(reached.partition("#")[0], method=method)  # noqa: S310  our own loopback
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310
            assert answer.status == 200
    for _ in range(3):
        scanner = visit(width=1280)
        scanner.goto(reached)
        scanner.wait_for_load_state("networkidle")
        assert "#" not in scanner.url
    person = visit(width=390)
    person.goto(reached)
    person.click("#link-form button")
    person.wait_for_url(re.compile(r"/me/(\?|$)"))
    again = visit(width=390)
    again.goto(reached)
    again.click("#link-form button")
    again.wait_for_selector("#error-summary")
    visit.faults[:] = [fault for fault in visit.faults if "422" not in fault]
    secret = reached.partition("#")[2]
    assert secret not in (instance.data_dir / "serve.log").read_text()
