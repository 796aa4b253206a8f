"""The notice as a page: what the policy says, and nothing else (A3.1)."""

from typing import Any

import pytest
from flask import Flask

from app.core.actor import SYSTEM
from app.core.db import transaction
from app.domain.firm.notices import publish_notice
from app.domain.policy.periods import FR
from tests.page_client import PageClient


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_states_every_period_its_version_and_the_way_to_complain(client: PageClient, language: str) -> None:
    page = client.page(f"/privacy?lang={language}")
    for rule in FR.rules:
        assert rule.words.in_language(language) in page.text
        assert rule.source.in_language(language) in page.text
    for words in (FR.version, "CNIL", "reclamations@example.org", "14 rue de la Pépinière"):
        assert words in page.text
    assert "Set-Cookie" not in page.response.headers


def test_every_public_page_leads_to_it(client: PageClient) -> None:
    """C8.1."""
    for path in ("/jobs", "/staff/login"):
        assert [a for a in client.page(path).tree.iter("a") if (a.get("href") or "").startswith("/privacy")]


@pytest.mark.promise("C7.1", "C7.2")
def test_versions_are_listed_read_and_compared(
    app: Flask, client: PageClient, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7.2: version, date, and what changed; a former version says that it is no longer in force."""
    assert "Aucune pour l’instant" in client.page("/privacy/versions?lang=fr").text
    with transaction():
        publish_notice(actor=SYSTEM)
    monkeypatch.setitem(app.config, "FIRM_PRIVACY_CONTACT", "donnees@example.org")
    with transaction():
        publish_notice(actor=SYSTEM)
    present = client.page("/privacy?lang=fr")
    assert "Version 2, mise à jour le" in present.text
    assert "donnees@example.org" in present.text
    listed = client.page("/privacy/versions?lang=fr")
    assert [words for words in ("Version 1", "Version 2") if words not in listed.text] == []
    former = client.page("/privacy/versions/1?lang=fr")
    assert "n’est plus en vigueur" in former.text
    assert "reclamations@example.org" in former.text
    changes = client.page("/privacy/versions/2/changes?lang=fr")
    assert "donnees@example.org" in "".join(next(changes.tree.iter("ins")).itertext())
    for path in ("/privacy/versions/3", "/privacy/versions/1/changes", "/privacy/versions/3/changes"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", [2**63, 10**40])
def test_there_is_no_version_beyond_what_a_number_may_be(db: Any, client: PageClient, number: int) -> None:
    """1.2.4: a number that no column holds is one that nothing has, not a fault."""
    for path in (f"/privacy/versions/{number}", f"/privacy/versions/{number}/changes"):
        assert client.get(path).status_code == 404


def test_schema_of_the_copy_is_published(client: PageClient) -> None:
    """A8.3."""
    assert client.get("/privacy/copy-schema.json").get_json()["title"] == "vivier-copy-1"
