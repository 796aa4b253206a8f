"""Every page and state that a person can meet, and the way into it: for the eye, for axe, for the validator."""

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.adapters import samples

from .entering import CANDIDATE, JOB, LITIGATION, REFUSED, ask_code, send_file

# Of the demonstration, which is the same each time.
HIRED, WITHDRAWN = "amina-benali.114@example.org", "guillaume-weber.116@example.org"
BOARD_JOB = re.compile("Analyste M&A|M&A Analyst")
UNNAMED_JOB = re.compile("Alternance|Apprenticeship")


@dataclass(frozen=True)
class Spot:
    """A page in a state: who is there (a role of staff, or nobody), and an address or the steps that lead to it.

    ``asked``: a page that the operator opens with a command; it answers the address.
    """

    name: str
    role: str | None
    way: str | Callable[[Page], None] = ""
    asked: Callable[[Any], str] | None = None

    def reach(self, page: Page, instance: Any) -> None:
        """Goes there."""
        if self.asked:
            page.goto(self.asked(instance))
        elif isinstance(self.way, str):
            page.goto(self.way)
        else:
            self.way(page)
        page.wait_for_load_state()


def _own_application(page: Page) -> None:
    page.goto("/me/")
    page.locator("main h2 a").first.click()
    page.wait_for_url("**/me/applications/*")


def _contact_sent(page: Page) -> None:
    page.goto("/contact")
    words = {
        "name": "Hugo",
        "email": "hugo@example.org",
        "subject": "Stages",
        "message": "Prenez-vous des stagiaires ?",
    }
    for name, value in words.items():
        page.fill(f"[name={name}]", value)
    page.click("#contact button[type=submit]")
    page.wait_for_url("**/contact/sent*")


def _message(page: Page) -> None:
    _contact_sent(page)
    page.goto("/staff/messages")
    page.locator("main tbody a").first.click()
    page.wait_for_url("**/staff/messages/*")


def _refused_application(page: Page) -> None:
    page.goto(f"{JOB}/apply")
    page.click("form#apply button[type=submit]")
    page.wait_for_selector("#error-summary")


def _receipt(page: Page) -> None:
    send_file(page)
    page.fill("[name=name]", "Camille Durand")
    page.fill("[name=email]", "camille.durand@example.org")
    page.click("form#apply button[type=submit]")
    page.wait_for_url("**/receipt/**")


def _refused_sign_in(page: Page) -> None:
    page.goto("/staff/login")
    page.fill("[name=email]", "nobody@example.org")
    page.fill("[name=password]", "not the password")
    page.click("#sign-in button[type=submit]")
    page.wait_for_load_state()


def _job(page: Page) -> None:
    page.goto("/staff/jobs")
    page.locator("main tr", has_text=BOARD_JOB).first.locator("td a.btn").click()
    page.wait_for_url("**/staff/jobs/*")


def _refused_job(page: Page) -> None:
    page.goto("/staff/jobs/new")
    page.click("#job button[type=submit]")
    page.wait_for_selector(".field-error")


def _refused_words(page: Page) -> None:
    _job(page)
    page.fill("#description_fr", "Une jeune équipe dynamique cherche un homme de terrain, célibataire de préférence.")
    page.click("#job button[type=submit]")
    page.wait_for_selector(".field-error")


def _asked_twice(page: Page) -> None:
    _job(page)
    page.click("#to-closed button")
    page.wait_for_selector("#confirm[open]")


def open_board(page: Page, job: re.Pattern[str] = BOARD_JOB) -> None:
    page.goto("/staff/jobs")
    page.locator("main tr", has_text=job).first.locator("td a").first.click()
    page.wait_for_url("**/board*")


def _open_card(page: Page) -> None:
    open_board(page)
    page.locator(".cand summary").first.click()


def _no_card(page: Page) -> None:
    open_board(page)
    page.goto(page.url.split("?")[0] + "?q=personne-de-ce-nom")


def _list(page: Page, query: str = "") -> None:
    open_board(page)
    page.goto(page.url.split("?")[0].replace("/board", "/applications") + query)


def _new_person(page: Page) -> None:
    open_board(page)
    page.locator("a[href*='/people/new']").click()
    page.wait_for_url("**/people/new*")


def _refused_person(page: Page) -> None:
    _new_person(page)
    page.click("#person-form button[type=submit]")
    page.wait_for_selector("#error-summary")


def _person(page: Page) -> None:
    """Of somebody who must still be told; the list of those and the file then have something to show."""
    _new_person(page)
    values = {
        "name": "Hugo Blanc",
        "email": f"hugo.{time.time_ns()}@example.org",
        "detail": "Profil public, reseau.example",
        "obtained_on": time.strftime("%Y-%m-%d"),
    }
    for name, value in values.items():
        page.fill(f"[name={name}]", value)
    cv = samples.pdf("Hugo Blanc")
    page.set_input_files("[name=cv]", {"name": "Profil.pdf", "mimeType": "application/pdf", "buffer": cv})
    page.select_option("[name=kind]", "network")
    page.uncheck("[name=write_now]")
    page.click("#person-form button[type=submit]")
    page.wait_for_url(re.compile(r"/applications/[0-9a-f-]{36}"))


def _untold(page: Page) -> None:
    _person(page)
    page.goto("/staff/people-to-inform")


def _dossier(page: Page) -> None:
    open_board(page)
    page.locator(".cand a").first.click()
    page.wait_for_url(re.compile(r"/applications/[0-9a-f-]{36}"))


def open_unnamed(page: Page) -> None:
    open_board(page, UNNAMED_JOB)
    page.locator(".cand a").first.click()
    page.wait_for_selector("#unnamed")
    _wait_until_ready(page, ".sheet.plain")


def open_ready(page: Page) -> None:
    _list(page)
    page.locator("main tbody a").first.click()
    _wait_until_ready(page, ".pages")


def _wait_until_ready(page: Page, shown: str) -> None:
    """A file is ready within seconds of the application; a fresh demonstration has some hundred in the queue."""
    page.wait_for_selector(".reading")
    for _ in range(120):
        if page.locator(shown).count():
            break
        page.wait_for_timeout(1000)
        page.reload()


def _read(page: Page) -> None:
    open_ready(page)
    page.locator("a[href$='/read']").first.click()
    page.wait_for_url("**/read")


def _original(page: Page) -> None:
    _read(page)
    page.locator("a[href$='/original']").first.click()
    page.wait_for_url("**/original")


def _decided(page: Page) -> None:
    _list(page, "?state=rejected")
    page.locator("main tbody a").first.click()
    page.wait_for_url(re.compile(r"/applications/[0-9a-f-]{36}"))


def _refused_note(page: Page) -> None:
    _dossier(page)
    page.fill("#note-form textarea", "Enceinte, donc peu disponible. Un peu arrogante.")
    page.click("#note-form button")
    page.wait_for_selector(".field-error")


def _conflict(page: Page) -> None:
    _dossier(page)
    page.locator("#move input[name=version]").evaluate("field => { field.value = '999' }")
    page.select_option("#move select", index=0)
    page.click("#move button")
    page.wait_for_selector("#meanwhile")


def _request(page: Page, email: str = "somebody@example.org") -> None:
    page.goto("/staff/privacy/requests/new")
    page.fill("#received_on", "2026-11-20")
    page.fill("#email", email)
    page.fill("#body", "Je souhaite une copie de mes données.")
    page.click("#register-form button[type=submit]")
    page.wait_for_url("**/requests/*-*")


def _preview(page: Page) -> None:
    _request(page, HIRED)
    page.goto(f"{urlsplit(page.url).path}/preview")


def _person_erasure(page: Page) -> None:
    _request(page, HIRED)
    page.goto(f"{urlsplit(page.url).path}/erase")


def _corrections(page: Page) -> None:
    _request(page, HIRED)
    page.locator("main a[href*='/applications/']").first.click()
    page.wait_for_url("**/requests/*/applications/*")


def _posted_letter(page: Page) -> None:
    page.goto("/staff/privacy/requests/new")
    page.fill("#received_on", "2026-11-20")
    page.fill("#postal_address", "12 rue des Lilas\n35000 Rennes")
    # The same words within a minute are the same request, which is answered by now.
    page.fill("#body", f"Que savez-vous de moi ? ({time.time_ns()})")
    page.click("#register-form button[type=submit]")
    page.wait_for_url("**/requests/*-*")
    page.click("#answer-form button")
    page.wait_for_selector("#letters-title")
    page.locator("a[href*='/letters/']").first.click()
    page.wait_for_url("**/letters/*")


def _apart(page: Page) -> None:
    page.goto("/staff/privacy/set-apart")
    if not page.locator(f"td a:text-is('{WITHDRAWN}')").count():
        _request(page, WITHDRAWN)
        page.locator("details:has(form[action$='/restrict']) > summary").click()
        page.locator("form[action$='/restrict'] button").click()
        page.wait_for_selector(".notice")
        page.goto("/staff/privacy/set-apart")
    page.locator(f"td a:text-is('{WITHDRAWN}')").first.click()
    page.wait_for_url("**/set-apart/*-*")


def _hold(page: Page) -> None:
    page.goto("/staff/privacy/due")
    reference = page.locator("td .reference").first.inner_text()
    page.goto("/staff/privacy/holds")
    if not page.locator("td a.reference").count():
        page.fill("#reference", reference)
        page.fill("#reason", "Assignation reçue")
        page.fill("#review_on", "2027-05-01")
        page.click("#hold-form button[type=submit]")
        page.wait_for_selector("td a.reference")
    page.locator("td a.reference").first.click()
    page.wait_for_url("**/holds/*")


def _refused_disclosure(page: Page) -> None:
    page.goto("/staff/privacy/disclosures/new")
    page.click("#disclosure-form button[type=submit]")
    page.wait_for_selector(".field-error")


def _disclosure(page: Page) -> None:
    """Of the next file that goes: the desk's own list of due dates tells its reference."""
    page.goto("/staff/privacy/due")
    reference = page.locator("td .reference").first.inner_text()
    page.goto("/staff/privacy/disclosures/new")
    words = {
        "application": reference,
        "recipient": "Tribunal judiciaire de Paris",
        "recipient_email": "greffe@example.org",
        "purpose": "Réponse à une réquisition.",
        "their_reference": "PV 2026/0412",
        "legal_text": "Code de procédure pénale, article 77-1-1",
    }
    ask_disclosure(page, words, "legal_duty", "files")


def ask_disclosure(page: Page, words: dict[str, str], ground: str, *parts: str) -> None:
    """Fills the form that is open, and comes to the row of the ledger."""
    for name, value in words.items():
        page.fill(f"[name={name}]", value)
    page.check(f"[name=ground][value={ground}]")
    for part in parts:
        page.check(f"[name=categories][value={part}]")
    page.click("#disclosure-form button[type=submit]")
    page.wait_for_url(re.compile(r"/disclosures/[0-9a-f-]{36}"))


def _second_factor(page: Page) -> None:
    page.goto("/staff/account")
    page.click("#begin-factor button")
    page.wait_for_selector(".qr")


def _processor(page: Page) -> None:
    page.goto("/staff/privacy/processors/new")
    for name, value in {"name": "Relais Exemple", "service": "Courriels", "contract_on": "2026-01-15"}.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=country]", "FR")
    page.click("#processor button[type=submit]")
    page.locator("main tbody a").first.click()
    page.wait_for_url(re.compile(r"/processors/[0-9a-f-]{36}"))


def _breach(page: Page) -> None:
    page.goto("/staff/privacy/breaches/new")
    page.fill("[name=title]", "Ordinateur portable volé")
    page.click("#breach button[type=submit]")
    page.wait_for_url(re.compile(r"/breaches/[0-9a-f-]{36}"))


def _drafts(page: Page) -> None:
    _breach(page)
    page.select_option("[name=risk]", "high")
    page.click("#breach button[type=submit]")
    page.locator("a[href$='/drafts']").click()
    page.wait_for_url("**/drafts")


def _archived(page: Page) -> None:
    page.goto("/staff/privacy/archive")
    page.fill("[name=words]", REFUSED)
    page.fill("[name=reason]", "Saisine du conseil de prud’hommes du 3 mai")
    page.click("#archive-form button[type=submit]")
    page.wait_for_url(re.compile(r"/archive/[0-9a-f-]{36}"))


def _give_archived(page: Page) -> None:
    _archived(page)
    page.locator("a[href$='/disclosure']").click()
    page.wait_for_url("**/disclosure")


def give_to_court(page: Page) -> None:
    """What a court asks of the archive, which waits for a second person."""
    _give_archived(page)
    words = {
        "recipient": "Conseil de prud’hommes de Paris",
        "recipient_email": "greffe@example.org",
        "purpose": "Mesure d’instruction ordonnée le 3 mai.",
        "their_reference": "RG 26/00412",
        "legal_text": "Code de procédure civile, article 11",
    }
    ask_disclosure(page, words, "legal_duty", "files", "history")


def _archived_and_given(page: Page) -> None:
    give_to_court(page)
    _archived(page)


def _refused_archive(page: Page) -> None:
    page.goto("/staff/privacy/archive")
    page.click("#archive-form button[type=submit]")
    page.wait_for_selector("#error-summary")


def _changed_notice(page: Page) -> None:
    """A version of the notice that the one before was not."""
    page.goto("/staff/admin/settings")
    page.fill("[name=sources_fr]", f"Nous ne consultons aucune autre source ({time.time_ns()}).")
    page.fill("[name=sources_en]", f"We look at no other source ({time.time_ns()}).")
    page.click("#firm button[type=submit]")
    page.wait_for_selector(".messages p")
    page.goto("/privacy/versions")
    page.locator("a[href*='/changes']").first.click()
    page.wait_for_url("**/changes*")


def _invitation(instance: Any) -> str:
    words = ("--email", f"ines.{time.time_ns()}@example.org", "--name", "Inès Nouvelle", "--role", "recruiter")
    said: str = instance.run(sys.executable, "-m", "flask", "--app", "wsgi", "accounts", "invite", *words)
    return str(urlsplit(said.strip()).path)


def _leaving(instance: Any) -> str:
    """The way out of the talent pool that stands under a letter."""
    asked = (
        "from sqlalchemy import select; from app.extensions import db; from wsgi import application\n"
        "from app.domain.people.leaving import leaving_link; from app.domain.people.models import Consent\n"
        "with application.app_context(): print(leaving_link(db.session.scalars(select(Consent.candidate_id)).first()))"
    )
    said: str = instance.run(sys.executable, "-c", asked)
    return str(urlsplit(said.strip().splitlines()[-1]).path)


SPOTS = (
    Spot("home", None, "/"),
    Spot("jobs", None, "/jobs"),
    Spot("jobs-none", None, "/jobs?q=astronaute"),
    Spot("job", None, JOB),
    Spot("job-gone", None, "/jobs/there-is-no-such-job"),
    Spot("apply", None, f"{JOB}/apply"),
    Spot("apply-refused", None, _refused_application),
    Spot("apply-sent-file", None, send_file),
    Spot("receipt", None, _receipt),
    Spot("privacy", None, "/privacy"),
    Spot("privacy-version", None, "/privacy/versions/1"),
    Spot("privacy-versions", None, "/privacy/versions"),
    Spot("promises", None, "/privacy/promises"),
    Spot("leave-pool", None, asked=_leaving),
    Spot("contact", None, "/contact"),
    Spot("contact-sent", None, _contact_sent),
    Spot("cookies", None, "/cookies"),
    Spot("own-sign-in", None, "/me/sign-in"),
    Spot("own-code", None, ask_code),
    Spot("own-link", None, "/me/link"),
    Spot("own-home", CANDIDATE, "/me/"),
    Spot("own-application", CANDIDATE, _own_application),
    Spot("own-requests", CANDIDATE, "/me/requests"),
    Spot("own-address", CANDIDATE, "/me/address"),
    Spot("own-erase", CANDIDATE, "/me/erase"),
    Spot("accessibility", None, "/accessibility"),
    Spot("missing", None, "/there-is-no-such-page"),
    Spot("sign-in", None, "/staff/login"),
    Spot("sign-in-refused", None, _refused_sign_in),
    Spot("sign-in-invited", None, asked=_invitation),
    Spot("staff-jobs", "recruiter", "/staff/jobs"),
    Spot("staff-job", "recruiter", _job),
    Spot("staff-job-asked-twice", "recruiter", _asked_twice),
    Spot("staff-job-new", "recruiter", "/staff/jobs/new"),
    Spot("staff-job-refused", "recruiter", _refused_job),
    Spot("staff-job-words", "recruiter", _refused_words),
    Spot("board", "recruiter", open_board),
    Spot("board-card-open", "recruiter", _open_card),
    Spot("board-none", "recruiter", _no_card),
    Spot("list", "recruiter", _list),
    Spot("list-none", "recruiter", lambda page: _list(page, "?q=personne-de-ce-nom")),
    Spot("dossier", "recruiter", _dossier),
    Spot("board-unnamed", "recruiter", lambda page: open_board(page, UNNAMED_JOB)),
    Spot("dossier-unnamed", "recruiter", open_unnamed),
    Spot("person-new", "recruiter", _new_person),
    Spot("person-refused", "recruiter", _refused_person),
    Spot("dossier-untold", "recruiter", _person),
    Spot("people-to-inform", "recruiter", _untold),
    Spot("dossier-decided", "recruiter", _decided),
    Spot("dossier-note-refused", "recruiter", _refused_note),
    Spot("conflict", "recruiter", _conflict),
    Spot("document", "recruiter", _read),
    Spot("document-original", "recruiter", _original),
    Spot("documents", "recruiter", "/staff/documents"),
    Spot("messages", "recruiter", "/staff/messages"),
    Spot("message", "recruiter", _message),
    Spot("reports", "recruiter", "/staff/reports"),
    Spot("audience", "recruiter", "/staff/reports/audience"),
    Spot("account", "recruiter", "/staff/account"),
    Spot("second-factor", "recruiter", _second_factor),
    Spot("styleguide", "recruiter", "/staff/styleguide"),
    Spot("due", "privacy_officer", "/staff/privacy/due"),
    Spot("requests", "privacy_officer", "/staff/privacy/requests"),
    Spot("request-new", "privacy_officer", "/staff/privacy/requests/new"),
    Spot("request", "privacy_officer", _request),
    Spot("request-preview", "privacy_officer", _preview),
    Spot("request-erase", "privacy_officer", _person_erasure),
    Spot("request-corrections", "privacy_officer", _corrections),
    Spot("request-letter", "privacy_officer", _posted_letter),
    Spot("set-apart", "privacy_officer", "/staff/privacy/set-apart"),
    Spot("set-apart-one", "privacy_officer", _apart),
    Spot("holds", "privacy_officer", "/staff/privacy/holds"),
    Spot("hold", "privacy_officer", _hold),
    Spot("registers", "privacy_officer", "/staff/privacy/registers"),
    Spot("processors", "privacy_officer", "/staff/privacy/processors"),
    Spot("processor-new", "privacy_officer", "/staff/privacy/processors/new"),
    Spot("processor", "privacy_officer", _processor),
    Spot("breaches", "privacy_officer", "/staff/privacy/breaches"),
    Spot("breach-new", "privacy_officer", "/staff/privacy/breaches/new"),
    Spot("breach", "privacy_officer", _breach),
    Spot("breach-drafts", "privacy_officer", _drafts),
    Spot("register", "privacy_officer", "/staff/privacy/register"),
    Spot("assessment", "privacy_officer", "/staff/privacy/dpia"),
    Spot("disclosures", "privacy_officer", "/staff/privacy/disclosures"),
    Spot("disclosure-new", "privacy_officer", "/staff/privacy/disclosures/new"),
    Spot("disclosure-refused", "privacy_officer", _refused_disclosure),
    Spot("disclosure", "privacy_officer", _disclosure),
    Spot("audit", "privacy_officer", "/staff/privacy/audit"),
    Spot("archive", LITIGATION, "/staff/privacy/archive"),
    Spot("archive-refused", LITIGATION, _refused_archive),
    Spot("archived", LITIGATION, _archived),
    Spot("archived-give", LITIGATION, _give_archived),
    Spot("archived-disclosure", LITIGATION, give_to_court),
    Spot("archived-given", LITIGATION, _archived_and_given),
    Spot("accounts", "administrator", "/staff/admin/accounts"),
    Spot("outbox", "administrator", "/staff/admin/outbox"),
    Spot("alerts", "administrator", "/staff/admin/alerts"),
    Spot("operation", "administrator", "/staff/admin/operation"),
    Spot("settings", "administrator", "/staff/admin/settings"),
    Spot("notice-changes", "administrator", _changed_notice),
)
ROLES = sorted({spot.role or "" for spot in SPOTS})
# What answers a GET and is no page to look at, or is met on the way into another one.
NO_SPOT = {
    "static",
    "account.show_home",  # leads on
    "account.show_code",  # asked for in tests/journeys/test_hiring.py, with axe
    "careers.offer_contacts",
    "recruiting.show_more_cards",  # a piece of the board
    "privacy_desk.download_apart",
    "privacy_desk.download_archived_cv",
    "recruiting.take_handover",
    "careers.show_copy_schema",
    "careers.show_feed",
    "careers.show_image",
    "careers.show_robots",
    "careers.show_security_contact",
    "careers.show_sitemap",
    "careers.show_status",  # behind a letter's link: tests/journeys/test_apply.py, with axe
    "careers.show_style",
    "portal.download_data",
    "privacy_desk.download_copy",
    "privacy_desk.download_written",
    "portal.open_file",
    "portal.show_receipt",  # after an erasure: tests/journeys/test_own_pages.py
    "privacy_desk.download_csv",
    "privacy_desk.download_ods",
    "probes.show_health",
    "probes.show_readiness",
    "recruiting.download_sources",
    "recruiting.open_document",
    "recruiting.show_page",
}


def spots_of(role: str) -> list[Spot]:
    """Those of a role of ROLES; of a visitor, when it is empty."""
    return [spot for spot in SPOTS if (spot.role or "") == role]
