"""In which language a page answers."""

from typing import Any

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale, get_locale

from app.web.kit.languages import choose_locale, speak
from tests.factories import AccountFactory
from tests.page_client import PageClient


def language(client: PageClient, path: str, accept: str | None = None) -> str | None:
    headers = {"Accept-Language": accept} if accept else {}
    return client.page(path, headers=headers).tree.get("lang")


@pytest.mark.parametrize(
    ("accept", "spoken"),
    [(None, "fr"), ("en-GB,en;q=0.9", "en"), ("fr-CA", "fr"), ("de,en;q=0.5", "en"), ("de", "fr"), ("*", "fr")],
)
def test_a_visitor_is_answered_in_the_language_of_the_browser_else_the_firms(
    client: PageClient, accept: str | None, spoken: str
) -> None:
    assert language(client, "/jobs", accept) == spoken


def test_the_address_comes_first_and_stays_on_the_links(client: PageClient) -> None:
    """No cookie remembers a language (C6.1)."""
    page = client.page("/jobs?lang=en", headers={"Accept-Language": "fr"})
    assert page.tree.get("lang") == "en"
    links = [a.get("href") or "" for a in page.find_all("a") if (a.get("href") or "").startswith("/privacy")]
    assert links
    assert all(link.endswith("lang=en") for link in links)


@pytest.mark.parametrize("asked", ["xx", "", "fr-FR", "../../en", "EN"])
def test_an_unknown_language_is_not_taken_up(client: PageClient, asked: str) -> None:
    page = client.page(f"/jobs?lang={asked}")
    assert page.tree.get("lang") == "fr"
    assert not [a for a in page.find_all("a") if a.get("href") == f"/jobs?lang={asked}"]


def test_staff_are_answered_in_their_own_language(sign_in: Any) -> None:
    client = sign_in(AccountFactory(locale="en"))
    assert language(client, "/staff/account", "fr") == "en"
    assert language(client, "/staff/account?lang=fr", "en") == "fr"


def test_the_rail_is_said_to_each_in_their_own_language(sign_in: Any) -> None:
    """It is kept for those of one role, not for all who share it."""
    for locale, words in (("en", "Jobs"), ("fr", "Offres"), ("en", "Jobs")):
        page = sign_in(AccountFactory(locale=locale)).page("/staff/account")
        assert words in {" ".join("".join(a.itertext()).split()) for a in page.find_all("a")}


def test_outside_of_a_request_the_firm_speaks_its_own(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        assert choose_locale() == "fr"
        assert str(get_locale()) == "fr"
    monkeypatch.setitem(app.config, "BABEL_DEFAULT_LOCALE", "en")
    with app.app_context():
        assert choose_locale() == "en"


def test_each_page_of_a_request_speaks_the_language_of_its_moment(app: Flask) -> None:
    """A page is said in the language in which it begins: forced for a letter, or the person's once they are known."""
    with app.test_request_context("/"):
        assert render_template_string("{{ _('Previous') }}") == "Précédent"
        with force_locale("en"):
            assert render_template_string("{{ _('Previous') }}") == "Previous"
        assert render_template_string("{{ _('Previous') }}") == "Précédent"
        speak("en")
        assert render_template_string("{{ _('Previous') }}") == "Previous"
    with app.app_context(), force_locale("en"):
        assert render_template_string("{{ ngettext('%(num)d page', '%(num)d pages', 2) }}") == "2 pages"


def test_a_sentence_of_a_template_escapes_what_it_names_and_counts(app: Flask) -> None:
    """As Jinja's own do, in the macros that know the page and in those that do not."""
    with app.test_request_context("/?lang=fr"):
        said = render_template_string("{{ _('Added by %(who)s.', who=who) }} {{ _('50 %%') }}", who='<b>"')
        assert said == "Ajouté par &lt;b&gt;&#34;. 50 %"
        counted = "{{ ngettext('%(num)d page', '%(num)d pages', n) }}"
        assert [render_template_string(counted, n=number) for number in (0, 1, 2)] == ["0 page", "1 page", "2 pages"]
