"""Coming in, as whoever one is: a visitor, a candidate with the code of a letter, a member of staff."""

import json
import re
import sys
import time
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.adapters import samples

from .letters import letters_to, next_code, next_letter

JOB = "/jobs/responsable-administratif-et-financier"
CANDIDATE, LITIGATION = "candidate", "litigation"
REFUSED = "achille.refuse@example.org"


def sign_in(page: Page, entry: dict[str, str]) -> None:
    """With address and password; the second factor is not compulsory in development."""
    page.goto("/staff/login")
    page.fill("[name=email]", entry["email"])
    page.fill("[name=password]", entry["password"])
    page.click("#sign-in button[type=submit]")
    page.wait_for_url(lambda url: "/staff/login" not in url)


def send_file(page: Page) -> None:
    """The form of an application, with a CV on it."""
    page.goto(f"{JOB}/apply")
    cv = samples.pdf("Camille Durand", "camille.durand@example.org", "06 12 34 56 78")
    page.set_input_files("[name=cv]", {"name": "CV Camille Durand.pdf", "mimeType": "application/pdf", "buffer": cv})
    page.wait_for_selector("#offer:not([hidden])")
    page.locator("details.more summary").click()


def ask_code(page: Page, address: str = "nobody@example.org") -> None:
    """The page that waits for the code of one's own pages."""
    page.goto("/me/sign-in")
    page.fill("[name=email]", address)
    page.press("[name=email]", "Enter")
    page.wait_for_url("**/me/code*")


def sign_in_candidate(page: Page, instance: Any, address: str, name: str = "Zoé Seule") -> None:
    """With an application of one's own, and the code of the letter; nobody gets more than five of those in an hour."""
    send_file(page)
    page.fill("[name=name]", name)
    page.fill("[name=email]", address)
    page.click("form#apply button[type=submit]")
    page.wait_for_url("**/receipt/**")
    next_letter(instance, address, 0)
    ask_code(page, address)
    page.fill("[name=code]", next_code(instance, address, 1))
    page.press("[name=code]", "Enter")
    page.wait_for_url(re.compile(r"/me/(\?|$)"))


def speak(page: Page, language: str) -> None:
    """The language of a member of staff is their own, not the browser's."""
    page.goto("/staff/account")
    page.select_option("#profile [name=locale]", language)
    page.click("#profile button")
    page.wait_for_load_state()


def open_context(browser: Browser, instance: Any, role: str | None, **options: Any) -> BrowserContext:
    """A context of its own, signed in when the role asks for it."""
    context = browser.new_context(base_url=instance.url, **options)
    context.set_default_timeout(15_000)
    if role:
        page = context.new_page()
        if role == CANDIDATE:
            sign_in_candidate(page, instance, f"zoe.{time.time_ns()}@example.org")
        else:
            sign_in(page, _litigation(browser, instance) if role == LITIGATION else instance.staff[role])
        page.close()
    return context


def _litigation(browser: Browser, instance: Any) -> dict[str, str]:
    """The account that a demonstration does not have, and a refusal in the archive for it; made once an instance."""
    kept = instance.data_dir / "litigation.json"
    if not kept.exists():
        email = "luc.moreau@example.org"
        words = ("--email", email, "--name", "Luc Moreau", "--role", LITIGATION)
        _fill_archive(browser, instance)
        said = instance.run(sys.executable, "-m", "flask", "--app", "wsgi", "accounts", "create", *words)
        kept.write_text(json.dumps({"email": email, "password": said.split()[-1]}))
    entry: dict[str, str] = json.loads(kept.read_text())
    return entry


def _fill_archive(browser: Browser, instance: Any) -> None:
    """Somebody applies, is refused, and erases everything: the strict minimum stays."""
    with open_context(browser, instance, None, locale="fr-FR") as theirs:
        own = theirs.new_page()
        sign_in_candidate(own, instance, REFUSED, "Achille Refusé")
        with open_context(browser, instance, "recruiter", locale="fr-FR") as context:
            page = context.new_page()
            page.goto("/staff/jobs")
            page.locator("main td a", has_text="Responsable administratif").first.click()
            page.goto(page.url.split("?")[0].replace("/board", "/applications") + "?q=Achille")
            page.locator("main tbody a").first.click()
            page.select_option("#reject select", "skills")
            page.click("#reject button")
            page.wait_for_selector("#reopen")
        own.goto("/me/erase")
        seen = len(letters_to(instance, REFUSED))
        own.click("#with-code button")
        own.wait_for_selector("#erase-form")
        own.fill("[name=code]", next_code(instance, REFUSED, seen))
        own.click("#erase-form button")
        own.wait_for_url("**/me/erased/**")
