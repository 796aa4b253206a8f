"""A recruiter's day: sign in with a second factor, move a card by mouse and by keyboard, reject with a reason."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from app.domain.applications.queries.board import FIRST, MORE

from .pages import UNNAMED_JOB, open_board


def _sign_in(page: Page, entry: dict[str, str]) -> None:
    page.goto("/staff/login")
    page.fill("[name=email]", entry["email"])
    page.fill("[name=password]", entry["password"])
    page.click("#sign-in button[type=submit]")


def _accessible(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def _open_board(page: Page) -> None:
    page.goto("/staff/jobs")
    page.click("main a:has-text('Analyste M&A (F/H)')")
    page.wait_for_url("**/board")


def _column(page: Page, name: str) -> Any:
    return page.locator(f"ol[data-name='{name}']")


@pytest.fixture
def recruiter(visit: Any, instance: Any) -> Page:
    page: Page = visit(width=1440)
    _sign_in(page, instance.staff["recruiter"])
    page.wait_for_url("**/staff/jobs")
    return page


def test_a_second_factor_is_set_and_asked_for(visit: Any, instance: Any) -> None:
    """A13.2: the hiring manager sets it in the browser, signs out, and comes back with the next code."""
    page = visit()
    entry = instance.staff["hiring_manager"]
    _sign_in(page, entry)
    page.wait_for_url("**/staff/jobs")
    page.goto("/staff/account")
    _accessible(page)
    page.click("#begin-factor button")
    secret = page.locator("main code").first.inner_text().replace(" ", "")
    totp = pyotp.TOTP(secret)
    page.fill("[name=code]", totp.now())
    page.click("#confirm-factor button[type=submit]")
    page.wait_for_selector(".codes")
    recovery = page.locator(".codes li").first.inner_text()
    page.click("form[action='/staff/logout'] button")
    page.wait_for_url("**/staff/login")
    _sign_in(page, entry)
    page.wait_for_url("**/login/code**")
    _accessible(page)
    page.fill("[name=code]", recovery)
    page.click("#code-form button[type=submit]")
    page.wait_for_url("**/staff/jobs")


def test_a_card_is_dragged_to_another_stage(recruiter: Page) -> None:
    page = recruiter
    _open_board(page)
    _accessible(page)
    card = _column(page, "Nouvelles").locator("li").first
    name = card.locator("a").first.inner_text()
    target = _column(page, "Lecture")
    with page.expect_response("**/move") as answer:
        _drag(page, card, target)
    assert answer.value.status == 200
    page.reload()
    assert _column(page, "Lecture").locator("a", has_text=name).count() == 1
    assert _column(page, "Nouvelles").locator("a", has_text=name).count() == 0


def test_after_a_move_the_board_says_what_a_reload_says(recruiter: Page) -> None:
    """No card is late in a stage that it has just come to, and the head of the board counts one less."""
    page = recruiter
    _open_board(page)
    late = page.locator(".cand", has=page.locator(".chip.warn")).first
    card = page.locator(f"#{late.get_attribute('id')}")
    before = page.locator("#overdue").inner_text()
    card.locator("summary").click()
    card.locator(".targets button").last.click()
    expect(page.locator("#board-status")).to_contain_text("Déplacé")
    expect(card.locator(".meta > span").first).to_have_text("0 jour")
    said = [page.locator("#overdue").inner_text(), page.locator(".count").all_inner_texts()]
    assert said[0] != before
    page.click("#passing button")
    expect(page.locator("#board-status")).to_be_empty()
    page.reload()
    assert [page.locator("#overdue").inner_text(), page.locator(".count").all_inner_texts()] == said


def test_a_double_click_sends_once(recruiter: Page) -> None:
    """One letter leaves, and nobody is told that a colleague was faster when it was their own first click."""
    page = recruiter
    _open_board(page)
    page.locator(".cand a").first.click()
    dossier, wire = page.url, page.context.new_cdp_session(page)
    wire.send("Network.enable")
    # As over an ordinary line: the second click comes before the answer.
    far = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
    wire.send("Network.emulateNetworkConditions", far)
    written = page.locator("#letters article").count()
    page.fill("#letter-form textarea", "Pouvez-vous venir mardi\u202f?")
    _click_twice(page, "#letter-form button")
    expect(page.locator("#letters article")).to_have_count(written + 1)
    page.goto(dossier)
    expect(page.locator("#letters article")).to_have_count(written + 1)
    _click_twice(page, "#move-next button")
    expect(page.locator(".messages")).to_contain_text("Candidature déplacée")


def _click_twice(page: Page, selector: str) -> None:
    button = page.locator(selector)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    for _ in range(2):
        page.mouse.click(box["x"] + 8, box["y"] + 8)
        page.wait_for_timeout(120)


@contextmanager
def _crowd(database: Path) -> Iterator[str]:
    """A job whose first column is longer than one loading: twins of one of its people, for a while. The job's id."""
    twins = [(uuid4().hex, uuid4().hex) for _ in range(FIRST + MORE + 3)]
    with closing(sqlite3.connect(database, timeout=15)) as rows:
        found = "SELECT applications.id, candidate_id, job_id FROM applications JOIN jobs ON jobs.id = job_id"
        last = f"{found} WHERE applications.state = 'active' ORDER BY jobs.slug DESC LIMIT 1"
        with rows:
            application, candidate, job = rows.execute(last).fetchone()
            for person, key in twins:
                _copy(rows, "candidates", candidate, id=person, email=f"{person}@example.org", email_key=f"{person}@x")
                _copy(rows, "applications", application, id=key, candidate_id=person, form_key=key, reference=key[:20])
        try:
            yield str(UUID(job))
        finally:
            with rows:
                rows.executemany("DELETE FROM applications WHERE candidate_id = ? AND id = ?", twins)
                rows.executemany("DELETE FROM candidates WHERE id = ?", [(person,) for person, _key in twins])


def _copy(rows: sqlite3.Connection, table: str, key: str, **changed: str) -> None:
    found = rows.execute(f"SELECT * FROM {table} WHERE id = ?", (key,))
    names = [column[0] for column in found.description]
    values = dict(zip(names, found.fetchone(), strict=True)) | changed
    rows.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", list(values.values()))


def test_a_long_column_loads_as_one_scrolls(recruiter: Page, instance: Any) -> None:
    """The counts are exact before anything is loaded; without a script the link leads to the list."""
    with _crowd(instance.data_dir / "vivier.db") as job_id:
        recruiter.goto(f"/staff/jobs/{job_id}/board")
        columns = recruiter.locator(".column")
        counts = [int(columns.nth(place).locator(".count").inner_text()) for place in range(columns.count())]
        assert max(counts) > FIRST
        for place, count in enumerate(counts):
            cards = columns.nth(place).locator(".cand")
            while cards.count() < count:
                cards.last.scroll_into_view_if_needed()
                recruiter.wait_for_timeout(50)
            expect(cards).to_have_count(count)
        assert recruiter.locator("a.more").count() == 0
        _accessible(recruiter)


def _drag(page: Page, card: Any, target: Any) -> None:
    start, end = card.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 30, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + 30, steps=12)
    page.mouse.up()


def test_a_card_is_moved_by_keyboard_alone(recruiter: Page) -> None:
    page = recruiter
    _open_board(page)
    card = _column(page, "Nouvelles").locator("li").first
    name = card.locator("a").first.inner_text()
    card.locator("a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#passing:not(.visually-hidden)")
    moved = _column(page, "Lecture").locator("li", has_text=name)
    assert moved.count() == 1
    assert moved.locator("summary").evaluate("summary => summary === document.activeElement")
    assert name in page.inner_text("#board-status")
    page.reload()
    assert _column(page, "Lecture").locator("a", has_text=name).count() == 1


def test_a_card_goes_back_when_the_session_has_ended_or_somebody_was_faster(recruiter: Page, visit: Any) -> None:
    """R6: the page shows what is stored, and says why."""
    page = recruiter
    _open_board(page)
    stage = _column(page, "Nouvelles")
    before = stage.locator("li").count()
    name = stage.locator("li a").first.inner_text()
    page.locator("li.cand", has_text=name).evaluate("card => { card.dataset.version = '999' }")
    with page.expect_response("**/move") as answer:
        _drag(page, stage.locator("li").first, _column(page, "Lecture"))
    assert answer.value.status == 409
    page.wait_for_selector("#passing:not(.visually-hidden)")
    assert (stage.locator("li").count(), stage.locator("li a").first.inner_text()) == (before, name)
    page.context.clear_cookies()
    _drag(page, stage.locator("li").first, _column(page, "Lecture"))
    expect(page.locator("#board-status")).to_contain_text("session")
    assert (stage.locator("li").count(), stage.locator("li a").first.inner_text()) == (before, name)
    visit.faults[:] = [words for words in visit.faults if "409" not in words and "403" not in words]


def test_a_card_follows_what_a_colleague_did_with_it(recruiter: Page, visit: Any, instance: Any) -> None:
    """R6: the board says both values and shows what is stored; who was erased is no fault of the line."""
    page = recruiter
    colleague: Page = visit()
    _sign_in(colleague, instance.staff["recruiter"])
    colleague.wait_for_url("**/staff/jobs")
    for each in (page, colleague):
        each.click("main a:has-text('Stage — Analyste M&A')")
        each.wait_for_url("**/board")
    cards = _column(page, "Nouvelles").locator("li")
    moved, decided, erased = (f"#{cards.nth(n).get_attribute('id')}" for n in range(3))
    first, last = _column(page, "Lecture"), page.locator("#board ol").last
    to_the_last = last.get_attribute("data-stage")
    colleague.locator(f"{moved} summary").click()
    colleague.locator(f"{moved} button[value='{to_the_last}']").click()
    expect(colleague.locator("#board-status")).to_contain_text("Déplacé")
    colleague.locator(f"{decided} a").click()
    colleague.click("#other-decisions >> xpath=.. >> summary")
    colleague.click("#other-decisions [value=withdrawn]")
    colleague.wait_for_selector("#reopen")
    _drag(page, page.locator(moved), first)
    expect(page.locator("#board-status")).to_contain_text(
        f"Elle en est maintenant à «\u202f{last.get_attribute('data-name')}"
    )
    assert last.locator(moved).count() == 1
    _drag(page, page.locator(decided), first)
    expect(page.locator("#board-status")).to_contain_text("retirée")
    expect(page.locator(decided)).to_have_count(0)
    counts = page.locator(".count").all_inner_texts()
    page.reload()
    assert page.locator(".count").all_inner_texts() == counts
    page.locator(f"{erased} form").evaluate(
        "form => { form.action = form.action.replace(/[0-9a-f-]{36}/, crypto.randomUUID()) }"
    )
    _drag(page, page.locator(erased), first)
    expect(page.locator("#board-status")).to_contain_text("effacée")
    assert _column(page, "Nouvelles").locator(erased).count() == 1
    visit.faults[:] = [words for words in visit.faults if "409" not in words and "404" not in words]


def test_a_person_is_read_noted_and_not_taken_further_with_a_reason(recruiter: Page, tmp_path: Path) -> None:
    """A6.1."""
    page = recruiter
    _open_board(page)
    _column(page, "Lecture").locator("a").first.click()
    page.wait_for_url("**/applications/*")
    _accessible(page)
    with page.expect_download() as download:
        page.click(".reading a:has-text('Télécharger') >> nth=0")
    saved = tmp_path / "cv"
    download.value.save_as(saved)
    assert saved.read_bytes()[:2] in {b"%P", b"PK"}
    page.fill("[name=body]", "Deux opérations menées jusqu’au bout.")
    page.click("#note-form button")
    page.wait_for_selector(".note")
    page.select_option("#reject select", "skills")
    page.click("#reject button")
    page.wait_for_selector("#reopen")
    _accessible(page)
    assert "sans suite" in page.locator("main").inner_text().lower()


def test_the_list_and_the_job_are_for_everybody(recruiter: Page) -> None:
    page = recruiter
    _open_board(page)
    page.click("main a:has-text('Liste')")
    page.wait_for_url("**/applications")
    _accessible(page)
    page.goto("/staff/jobs")
    _accessible(page)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("administrator", "/staff/admin/accounts"),
        ("administrator", "/staff/admin/outbox"),
        ("privacy_officer", "/staff/privacy/due"),
    ],
)
def test_the_other_desks_are_for_everybody(visit: Any, instance: Any, role: str, path: str) -> None:
    page = visit(width=390)
    _sign_in(page, instance.staff[role])
    page.wait_for_load_state()
    page.goto(path)
    _accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_after_signing_out_nothing_is_left_to_go_back_to(visit: Any, instance: Any) -> None:
    """B6.6."""
    page = visit()
    _sign_in(page, instance.staff["privacy_officer"])
    page.wait_for_load_state()
    page.goto("/staff/account")
    page.click("form[action='/staff/logout'] button")
    page.wait_for_url("**/staff/login")
    page.go_back()
    time.sleep(0.5)
    assert "/staff/login" in page.url


def test_an_application_is_read_without_its_name_until_somebody_shows_it(recruiter: Page) -> None:
    """A4.5, by the keyboard alone: asked once more, then whole; the words that were there say whose they are now."""
    open_board(recruiter, UNNAMED_JOB)
    card = recruiter.locator("ol").first.locator(".cand a").last
    reference = card.inner_text()
    card.press("Enter")
    expect(recruiter.locator("h1")).to_have_text(reference)
    assert recruiter.locator("a[download], .pages img").count() == 0
    recruiter.locator("#reveal button").press("Enter")
    expect(recruiter.locator("#confirm")).to_be_visible()
    recruiter.locator("#confirm [value=no]").press("Enter")
    expect(recruiter.locator("h1")).to_have_text(reference)
    recruiter.locator("#reveal button").press("Enter")
    recruiter.locator("#confirm [value=yes]").press("Enter")
    expect(recruiter.locator("h1")).not_to_have_text(reference)
    expect(recruiter.locator("#unnamed")).to_have_count(0)
    assert "@" in recruiter.locator("h1 + span").inner_text()
