"""No job is published under a notice that leaves out what the law asks for (G1 to G13)."""

from typing import Any

import pytest
from flask import Flask

from app.core.actor import OPERATOR, staff
from app.core.db import transaction
from app.core.errors import Invalid
from app.core.permissions import Role
from app.domain.firm.actions import change_firm
from app.domain.firm.queries import missing_notice_items
from app.domain.jobs.actions.publishing import move_job
from app.domain.jobs.enums import JobState
from app.domain.policy import notices
from app.domain.policy.notice_texts import BESIDE_THE_BUTTON, DEFAULTS, FIRST_LEVEL, ITEMS, SECOND_LEVEL
from tests.factories import AccountFactory, JobFactory

SETTINGS = {"G7": "recipients", "G8": "transfers", "G11": "sources", "G12": "methods"}
FACTS = {"G1": ("FIRM_NAME", "FIRM_ADDRESS"), "G2": ("FIRM_PRIVACY_CONTACT",)}
# Each item, from everywhere it comes: a fact of the firm, its own words in a language, a level of the policy's text.
DELETED = [
    *((item, fact) for item, facts in FACTS.items() for fact in facts),
    *((item, f"{name} {locale}") for item, name in SETTINGS.items() for locale in ("fr", "en")),
    *((item, "FIRST_LEVEL") for item in BESIDE_THE_BUTTON),
    *((item, "SECOND_LEVEL") for item in ITEMS),
]


def _delete(app: Flask, monkeypatch: pytest.MonkeyPatch, item: str, place: str) -> None:
    if place in app.config:
        monkeypatch.setitem(app.config, place, "")
    elif place == "FIRST_LEVEL":
        without = tuple((tuple(each for each in items if each != item), text) for items, text in FIRST_LEVEL)
        monkeypatch.setattr(notices, place, without)
    elif place == "SECOND_LEVEL":
        parts = tuple(
            (anchor, title, tuple(one for one in paragraphs if item not in one[0]))
            for anchor, title, paragraphs in SECOND_LEVEL
        )
        monkeypatch.setattr(notices, place, parts)
    else:
        name, locale = place.split()
        words = {each: {"fr": text.fr, "en": text.en} for each, text in DEFAULTS.items()}
        words[name][locale] = ""
        with transaction():
            change_firm(actor=OPERATOR, version=0, facts={}, accent=None, words={}, notice_words=words)


@pytest.mark.parametrize(
    ("item", "place"), [pytest.param(item, place, marks=pytest.mark.promise(item)) for item, place in DELETED]
)
def test_job_is_not_published_without_an_item_and_the_item_is_named(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch, item: str, place: str
) -> None:
    """Table 0, T: delete any one of G1 to G13, in any place and in one language: publishing fails and names it."""
    account = AccountFactory()
    job = JobFactory(draft=True)
    actor = staff(account.id, Role.RECRUITER)
    assert missing_notice_items() == ()
    _delete(app, monkeypatch, item, place)
    assert missing_notice_items() == (item,)
    with pytest.raises(Invalid) as refusal, transaction():
        move_job(actor=actor, job_id=job.id, to=JobState.PUBLISHED)
    assert f"{item} ({ITEMS[item].fr})" in str(refusal.value.fields["notice"])


def test_job_is_published_under_a_whole_notice(db: Any) -> None:
    account = AccountFactory()
    job = JobFactory(draft=True)
    with transaction():
        move_job(actor=staff(account.id, Role.RECRUITER), job_id=job.id, to=JobState.PUBLISHED)
    db.session.refresh(job)
    assert job.state is JobState.PUBLISHED


def test_recruiter_reads_on_the_job_s_page_what_is_missing(
    app: Flask, db: Any, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = JobFactory(draft=True)
    _delete(app, monkeypatch, "G2", "FIRM_PRIVACY_CONTACT")
    page = sign_in(Role.RECRUITER).page(f"/staff/jobs/{job.id}")
    assert "G2 (interlocuteur pour les données)" in page.text
