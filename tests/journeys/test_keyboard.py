"""With the keyboard alone: applying, the board, a dossier. The focus is always somewhere, and seen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FileChooser, Page, expect

from tests.adapters import samples

from .entering import JOB, open_context
from .pages import BOARD_JOB

MOST_STEPS = 80


@pytest.fixture
def page(browser: Browser, instance: Any) -> Iterator[Page]:
    with open_context(browser, instance, None, locale="fr-FR", viewport={"width": 1280, "height": 900}) as context:
        yield context.new_page()


@pytest.fixture
def staff(browser: Browser, instance: Any) -> Iterator[Page]:
    with open_context(
        browser, instance, "recruiter", locale="fr-FR", viewport={"width": 1280, "height": 900}
    ) as context:
        yield context.new_page()


def _focused(page: Page) -> Any:
    return page.evaluate(
        """() => {
          const e = document.activeElement, style = getComputedStyle(e);
          return { name: e.name || e.id || '', tag: e.tagName,
                   words: (e.getAttribute('aria-label') || e.textContent).trim(),
                   isSeen: style.outlineStyle !== 'none' || style.boxShadow !== 'none' || e.matches('body, main') };
        }"""
    )


def _tab_to(page: Page, wanted: str, key: str = "Tab") -> None:
    """Presses Tab until the focus is on the control of that name, or that begins with those words."""
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        at = _focused(page)
        assert at["isSeen"], f"nobody sees the focus on {at}"
        if at["name"] == wanted or at["words"].startswith(wanted):
            return
    pytest.fail(f"{wanted} cannot be reached")


def test_applying(page: Page, tmp_path: Path) -> None:
    choosers: list[FileChooser] = []
    page.on("filechooser", lambda chooser: choosers.extend([chooser]))  # from the start: at the press is too late
    page.goto("/jobs")
    _tab_to(page, "Responsable administratif")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{JOB}*")
    _tab_to(page, "Postuler")
    page.keyboard.press("Enter")
    page.wait_for_url("**/apply*")
    _tab_to(page, "Envoyer ma candidature")
    page.keyboard.press("Enter")
    page.wait_for_selector("#error-summary")
    assert _focused(page)["name"] == "error-summary"
    _tab_to(page, "Prénom et nom")
    page.keyboard.press("Enter")
    assert _focused(page)["name"] == "name"
    page.keyboard.type("Zoé Clavier")
    _tab_to(page, "email")
    page.keyboard.type("zoe.clavier@example.org")
    _tab_to(page, "cv", "Shift+Tab")
    cv = tmp_path / "cv.pdf"
    cv.write_bytes(samples.pdf("Zoé Clavier"))
    page.keyboard.press("Space")
    while not choosers:
        page.wait_for_timeout(50)
    choosers[0].set_files(cv)
    expect(page.locator("[data-filename]").first).to_have_text("cv.pdf")
    assert _focused(page)["name"] == "cv"
    _tab_to(page, "pool_consent")
    page.keyboard.press("Space")
    _tab_to(page, "Envoyer ma candidature")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/**")


def test_a_card_is_moved_and_the_focus_goes_with_it(staff: Page) -> None:
    staff.goto("/staff/jobs")
    name = staff.locator("main a", has_text=BOARD_JOB).first.inner_text()
    _tab_to(staff, name)
    staff.keyboard.press("Enter")
    staff.wait_for_url("**/board*")
    _tab_to(staff, "Déplacer")
    card = _focused(staff)["words"]
    staff.keyboard.press("Enter")
    staff.keyboard.press("Tab")
    staff.keyboard.press("Enter")
    expect(staff.locator("#board-status")).to_contain_text("Déplacé")
    assert _focused(staff)["words"] == card


def test_a_dossier_is_noted_and_decided(staff: Page) -> None:
    staff.goto("/staff/jobs")
    staff.locator("main a", has_text=BOARD_JOB).first.click()
    staff.locator("ol[data-name='Lecture'] a").first.click()
    staff.wait_for_url("**/applications/*")
    _tab_to(staff, "body")
    staff.keyboard.type("Lu au clavier.")
    _tab_to(staff, "Enregistrer la note")
    staff.keyboard.press("Enter")
    staff.wait_for_selector(".messages p")
    assert "Lu au clavier." in staff.inner_text("#notes")
    _tab_to(staff, "reason")
    staff.keyboard.press("ArrowDown")
    _tab_to(staff, "Ne pas")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("#reopen")
    _tab_to(staff, "Rouvrir")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("#reject")


def test_the_question_before_closing_a_job_keeps_the_focus_and_gives_it_back(staff: Page) -> None:
    staff.goto("/staff/jobs")
    staff.locator("main tr", has_text=BOARD_JOB).first.locator("td a.btn").click()
    staff.wait_for_selector("#to-closed")
    _tab_to(staff, "Clôturer")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("#confirm[open]")
    for _ in range(4):
        staff.keyboard.press("Tab")
        assert staff.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    staff.keyboard.press("Escape")
    staff.wait_for_selector("#confirm", state="hidden")
    assert _focused(staff)["words"].startswith("Clôturer")
