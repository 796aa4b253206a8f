"""A recruiter reads a CV: at once, as it looks, with text to select and keys to zoom; and downloads it clean."""

import io
from functools import cache
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Page

from tests.adapters import samples

from .entering import JOB, sign_in

LINES = ("Inès Carpentier", "ines.carpentier@example.org", "Trésorière, groupe familial")
# From the click to the first page on the screen (issue: under 300 ms); a busy test machine is given as much again.
FIRST_PAGE_MS = 600


@cache
def _cv() -> bytes:
    """Three pages, and a script that would run when it is opened."""
    with pikepdf.open(io.BytesIO(samples.pdf(*LINES))) as cv, pikepdf.new() as whole:
        for _ in range(3):
            whole.pages.extend(cv.pages)
        whole.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('canary')")
        out = io.BytesIO()
        whole.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def applied(instance: Any, browser: Any) -> str:
    """The name of somebody who has applied with that CV, which the worker has made ready."""
    page = browser.new_page(base_url=instance.url, locale="fr")
    page.goto(f"{JOB}/apply")
    page.set_input_files("[name=cv]", {"name": "CV Inès.pdf", "mimeType": "application/pdf", "buffer": _cv()})
    page.wait_for_selector("#offer:not([hidden])")
    page.fill("[name=name]", LINES[0])
    page.fill("[name=email]", LINES[1])
    page.click("form#apply button[type=submit]")
    page.wait_for_url("**/receipt/**")
    page.close()
    return LINES[0]


@pytest.fixture
def recruiter(visit: Any, instance: Any) -> Page:
    page: Page = visit(width=1440)
    sign_in(page, instance.staff["recruiter"])
    return page


def _to_list(page: Page, name: str) -> None:
    page.goto("/staff/jobs")
    page.locator("main tr", has_text="Responsable administratif").first.locator("td a").first.click()
    page.wait_for_url("**/board*")
    page.goto(page.url.split("?")[0].replace("/board", f"/applications?q={name.split()[1]}"))


def _open(page: Page, name: str) -> None:
    """The dossier, once the file is ready: seconds after the application."""
    _to_list(page, name)
    page.locator("main tbody a", has_text=name).first.click()
    for _ in range(60):
        if page.locator(".sheet img").count():
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail("the CV was not made ready within half a minute")


def test_first_page_stands_there_at_once(recruiter: Page, applied: str) -> None:
    _open(recruiter, applied)
    times = []
    for _ in range(5):
        _to_list(recruiter, applied)
        recruiter.locator("main tbody a", has_text=applied).first.evaluate("link => link.click()")
        recruiter.locator(".sheet img").first.wait_for()
        # Asked for in the page's own words: a string to evaluate is what our policy forbids.
        recruiter.locator(".sheet img").first.evaluate("image => image.decode()")
        times.append(
            recruiter.evaluate(
                """() => {
                    const image = document.querySelector('.sheet img');
                    return performance.getEntriesByName(image.src).pop().responseEnd;
                }"""
            )
        )
    print("first page, ms after the click:", [round(time) for time in times])  # noqa: T201  a figure for the README
    assert sorted(times)[2] < FIRST_PAGE_MS


def test_text_is_selected_above_the_picture_and_nothing_in_it_acts(recruiter: Page, applied: str) -> None:
    asked: list[str] = []
    recruiter.on("request", lambda request: asked.append(request.url))
    _open(recruiter, applied)
    recruiter.locator(".sheet text").first.dblclick()
    assert recruiter.evaluate("getSelection().toString()").strip() in LINES[0]
    assert recruiter.locator(".sheet a, .sheet iframe, .sheet embed, .sheet object").count() == 0
    assert {url.split("/")[2] for url in asked} == {recruiter.url.split("/")[2]}


def test_pages_are_turned_and_enlarged_by_keys(recruiter: Page, applied: str) -> None:
    _open(recruiter, applied)
    pages = recruiter.locator(".pages").first
    first, third = recruiter.locator(".sheet").nth(0), recruiter.locator(".sheet").nth(2)
    assert recruiter.locator(".thumbnails a").count() == 3
    pages.focus()
    before = first.bounding_box()["width"]
    recruiter.keyboard.press("+")
    assert first.bounding_box()["width"] > before
    recruiter.keyboard.press("0")
    assert first.bounding_box()["width"] == before
    recruiter.keyboard.press("n")
    recruiter.keyboard.press("n")
    recruiter.wait_for_timeout(300)
    assert abs(third.bounding_box()["y"] - pages.bounding_box()["y"]) < 60
    recruiter.keyboard.press("p")
    recruiter.wait_for_timeout(300)
    assert third.bounding_box()["y"] - pages.bounding_box()["y"] > 60


def test_download_is_clean_and_the_original_is_a_second_step(recruiter: Page, applied: str) -> None:
    _open(recruiter, applied)
    with recruiter.expect_download() as clean:
        recruiter.locator(".reading a[download]").first.click()
    assert (clean.value.suggested_filename, b"/JavaScript" in _plain(clean.value.path())) == ("CV Inès.pdf", False)
    recruiter.locator("a[href$='/original']").first.click()
    with recruiter.expect_download() as original:
        recruiter.click("#original-form button")
    assert original.value.path().read_bytes() == _cv()


def _plain(path: Any) -> bytes:
    """All that a PDF holds, uncompressed."""
    out = io.BytesIO()
    with pikepdf.open(path) as pdf:
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all, qdf=True)
    return out.getvalue()
