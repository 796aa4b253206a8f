"""A page of several forms: what was written in one is not lost in silence by sending another, or by leaving (R4)."""

from typing import Any

from playwright.sync_api import Page, expect

from .entering import sign_in
from .pages import SPOTS

DOSSIER = next(spot for spot in SPOTS if spot.name == "dossier")


def _dossier(page: Page, instance: Any) -> None:
    sign_in(page, instance.staff["recruiter"])
    DOSSIER.reach(page, instance)


def test_another_form_asks_before_it_takes_away_what_was_written(visit: Any, instance: Any) -> None:
    """The answer is no: the cursor stands in what was written. It is yes: the other one is sent."""
    page: Page = visit()
    _dossier(page, instance)
    page.fill("#note-form [name=body]", "Parle anglais.")
    page.fill("#letter-form [name=letter]", "Bonjour.")
    page.click("#letter-form button")
    expect(page.locator("#confirm p")).to_contain_text("pas encore envoyé")
    page.click("#confirm [value=no]")
    expect(page.locator("#note-form [name=body]")).to_be_focused()
    page.click("#letter-form button")
    page.click("#confirm [value=yes]")
    expect(page.locator(".messages .notice")).to_be_visible()
    assert page.input_value("#note-form [name=body]") == ""
    page.fill("#note-form [name=body]", "Parle anglais couramment.")
    page.click("#note-form button")
    expect(page.locator("#notes .note p").last).to_have_text("Parle anglais couramment.")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_what_was_refused_is_unsent_too(visit: Any, instance: Any) -> None:
    """What the page brought back stands in its field from the start, and is kept nowhere else."""
    page: Page = visit()
    _dossier(page, instance)
    page.fill("#note-form [name=body]", "Célibataire.")
    page.click("#note-form button")
    page.wait_for_selector("#note-form .has-error")
    page.fill("#letter-form [name=letter]", "Bonjour encore.")
    page.click("#letter-form button")
    expect(page.locator("#confirm")).to_be_visible()
    page.click("#confirm [value=no]")
    expect(page.locator("#note-form [name=body]")).to_be_focused()
    visit.faults[:] = [fault for fault in visit.faults if "422" not in fault]


def test_leaving_asks_while_something_is_unsent_and_only_then(visit: Any, instance: Any) -> None:
    page: Page = visit()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    _dossier(page, instance)
    where = page.url
    page.fill("#note-form [name=body]", "Parle anglais.")
    page.locator(".bar .small-caps a").click()
    page.wait_for_timeout(300)
    assert (asked, page.url) == (["beforeunload"], where)
    page.fill("#note-form [name=body]", "")
    page.locator(".bar .small-caps a").click()
    page.wait_for_url("**/board*")
    assert asked == ["beforeunload"]
