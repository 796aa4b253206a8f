"""The start page: true of any firm, and says the policy's own periods."""

from typing import Any

import pytest

from app.core.actor import OPERATOR
from app.core.db import transaction
from app.domain.firm.actions import change_firm
from app.domain.firm.enums import Words
from tests.factories import JobFactory
from tests.page_client import PageClient


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("3 mois", "2 ans", "Aucune machine")), ("en", ("3 months", "2 years", "No machine"))],
)
def test_a_firm_that_wrote_nothing_says_what_is_true_of_any(
    db: Any, client: PageClient, language: str, words: tuple[str, ...]
) -> None:
    page = client.page(f"/?lang={language}")
    text = page.text.replace("\u00a0", " ")
    assert all(each in text for each in words)
    assert page.find_all("section", aria_labelledby="about") == []


def test_the_first_jobs_stand_there_and_the_way_to_the_others(client: PageClient) -> None:
    for _ in range(7):
        JobFactory()
    page = client.page("/?lang=en")
    jobs = [link for link in page.find_all("a") if "/jobs/analyste" in link.get("href", "")]
    assert len(jobs) == 6
    assert "See the 7 open positions" in page.text
    assert "All positions" in page.text


def test_what_the_firm_wrote_is_inert(client: PageClient, db: Any) -> None:
    """ASVS 1.2.1: the page's own check refuses any new element or handler."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    with transaction():
        change_firm(
            actor=OPERATOR,
            version=0,
            facts={"name": evil, "legal_line": evil},
            accent=None,
            words={key: {"fr": evil, "en": evil} for key in Words},
        )
    page = client.page("/")
    assert page.find_all("img") == []
