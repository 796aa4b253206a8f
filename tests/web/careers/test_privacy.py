"""The notice as a page: what the policy says, and nothing else (A3.1)."""

import pytest

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
