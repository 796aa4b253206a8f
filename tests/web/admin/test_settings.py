"""The administrator changes the firm; the public sees it at once."""

from typing import Any

import pytest

from app.core.permissions import Role
from app.domain.audience.counting import folder
from app.domain.firm.notices import list_notices
from app.domain.policy.notice_texts import FIRST_LEVEL
from tests.domain.firm.test_actions import picture
from tests.page_client import PageClient
from tests.web.careers.test_visits import FIREFOX

PAGE = "/staff/admin/settings"


@pytest.fixture
def administrator(sign_in: Any) -> PageClient:
    client: PageClient = sign_in(Role.ADMINISTRATOR)
    return client


def test_name_words_and_colour_are_seen_by_the_public(administrator: PageClient, client: PageClient) -> None:
    page = administrator.page(PAGE)
    values = {
        "name": "Maison Neuve",
        "accent": "#27488a",
        "tagline_fr": "Bien faire",
        "about_fr": "Nous **sommes** sept.",
        "legal_line": "SAS au capital de 10 000 €",
    }
    assert administrator.submit(page, "firm", values).location == PAGE
    home = client.page("/?lang=fr")
    assert home.find_all("h1")[0].text == "Bien faire"
    assert "Nous sommes sept." in home.text
    assert "SAS au capital de 10 000 €" in home.text
    [sheet] = [e.get("href", "") for e in home.find_all("link") if "/brand/" in e.get("href", "")]
    answer = client.get(sheet)
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert "immutable" in answer.headers["Cache-Control"]
    assert "#27488a" in answer.get_data(as_text=True)
    assert client.get("/brand/123456.css").status_code == 404
    assert administrator.page(PAGE).form("firm").values["about_fr"] == "Nous **sommes** sept."


def test_saving_what_the_notice_does_not_say_makes_no_version_of_it(administrator: PageClient, db: Any) -> None:
    """C7.2: the form gives back the words of the notice as they are, the spaces before a semicolon included."""
    for accent in ("#27488a", "#0f5b4c"):
        administrator.submit(administrator.page(PAGE), "firm", {"accent": accent})
    assert [notice.number for notice in list_notices()] == [1]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_sentence_that_the_recipients_end_is_one_of_the_notice(administrator: PageClient, locale: str) -> None:
    """G7: who writes the end of a sentence is shown its beginning."""
    hint = "".join(administrator.page(f"{PAGE}?lang=en").by_id(f"recipients_{locale}-hint").itertext())
    beginning = hint.removeprefix("Ends “").removesuffix("…”")
    assert f"{beginning}{{recipients}}" in FIRST_LEVEL[0][1].in_language(locale)


def test_a_colour_that_cannot_be_read_is_told_beside_it_and_nothing_typed_is_lost(administrator: PageClient) -> None:
    """A16.2, R4."""
    page = administrator.page(f"{PAGE}?lang=en")
    refused = administrator.submit(page, "firm", {"accent": "#ffee00", "tagline_en": "Do well"}, status=422)
    assert "The nearest that can be read" in refused.text
    assert refused.form("firm").values["tagline_en"] == "Do well"


@pytest.mark.parametrize("field", ["email", "privacy_contact"])
def test_an_address_that_reaches_nobody_is_told_beside_it(administrator: PageClient, field: str) -> None:
    """G1, G2: the notice, the letters and security.txt give it to people who write there."""
    refused = administrator.submit(administrator.page(PAGE), "firm", {field: "reclamations@"}, status=422)
    assert "adresse" in "".join(refused.by_id(f"{field}-error").itertext())
    assert refused.form("firm").values[field] == "reclamations@"
    assert list_notices() == []


def test_the_second_of_two_administrators_is_told(administrator: PageClient) -> None:
    """R6."""
    page = administrator.page(PAGE)
    administrator.submit(page, "firm", {"name": "A"})
    assert administrator.submit(page, "firm", {"name": "B"}, status=409).form("firm").values["name"] == "B"


def test_the_counting_of_visits_is_switched_off_and_on(administrator: PageClient, client: PageClient) -> None:
    """A15.1: the firm decides; it is on until it does, and what the form does not touch stays."""
    for wanted, files in ((None, 0), ("y", 1)):
        page = administrator.page(PAGE)
        administrator.submit(page, "firm", {"counts_visits": wanted})
        assert administrator.page(PAGE).form("firm").values.get("counts_visits") == wanted
        assert client.get("/", headers=FIREFOX).status_code == 200
        assert len(list(folder().glob("*"))) == files
        assert ("How often each page is seen" in client.page("/cookies?lang=en").text) is (wanted is not None)
    administrator.submit(administrator.page(PAGE), "firm", {"name": "Maison Neuve"})
    assert administrator.page(PAGE).form("firm").values["counts_visits"] == "y"


def test_a_logo_and_a_photo_are_shown_and_removed(administrator: PageClient, client: PageClient) -> None:
    for kind, alt in (("logo", ""), ("photo", "Le bureau, rue de la Pépinière")):
        page = administrator.page(PAGE)
        values = {"kind": kind, "file": ("image.png", picture(colour="red" if alt else "blue")), "alt_fr": alt}
        assert administrator.submit(page, "add-image", values).location == f"{PAGE}#pictures"
    home = client.page("/?lang=fr")
    shown = {e.get("alt"): e for e in home.find_all("img")}
    assert set(shown) == {"Aubrac & Vauquelin", "Le bureau, rue de la Pépinière"}
    photo = shown["Le bureau, rue de la Pépinière"]
    assert (photo.get("loading"), photo.get("width"), photo.get("height")) == ("lazy", "800", "600")
    answer = client.get(photo.get("src", ""))
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    page = administrator.page(PAGE)
    remove = [form.get("action", "") for form in page.find_all("form") if form.get("action", "").endswith("/remove")]
    for action in remove:
        administrator.submit(page, action)
    assert client.page("/").find_all("img") == []
    assert client.get(photo.get("src", "")).status_code == 404


def test_a_picture_that_is_none_is_told_beside_its_field(administrator: PageClient) -> None:
    page = administrator.page(f"{PAGE}?lang=en")
    refused = administrator.submit(page, "add-image", {"kind": "photo", "alt_fr": "x"}, status=422)
    assert "Please choose a PNG, JPEG or WebP picture" in refused.text
    refused = administrator.submit(page, "add-image", {"kind": "poster"}, status=422)
    assert refused.status == 422
