"""The public notice and the register of processing cannot contradict each other (G7, G8, Art. 30)."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import OPERATOR
from app.core.clock import today
from app.core.db import reading, transaction
from app.domain.accountability import tasks
from app.domain.accountability.actions import ProcessorFacts, add_processor, change_processor, end_processor
from app.domain.accountability.enums import ProcessorKind
from app.domain.accountability.models import Processor
from app.domain.accountability.register import build_register
from app.domain.firm.actions import change_firm
from app.domain.firm.notices import current_document, find_latest_notice, list_notices
from app.domain.firm.queries import find_settings, missing_notice_items
from app.domain.policy.notice_texts import DEFAULTS
from app.domain.policy.notices import Document
from app.domain.privacy.inventory import CATALOGUE
from tests.factories import JobFactory, ProcessorFactory
from tests.page_client import PageClient

TOLD = {
    "fr": ("Nuage Exemple (stockage des fichiers, États-Unis)", "Nuage Exemple, États-Unis (Clauses types)", "aucun"),
    "en": ("Nuage Exemple (storage of files, United States)", "Nuage Exemple, United States (Clauses types)", "none"),
}


def _facts(**given: Any) -> ProcessorFacts:
    facts = {"kind": ProcessorKind.STORAGE, "name": "Nuage Exemple", "service": "Garde les fichiers", "country": "US"}
    more = {"contract_on": today(), "subprocessors": "", "safeguard": "Clauses types"}
    return ProcessorFacts(**{**facts, **more, **given})


def _add(**given: Any) -> Processor:
    with transaction():
        return add_processor(actor=OPERATOR, facts=_facts(**given))


def _words(shown: Document, item: str) -> str:
    """What the first level says of an item."""
    return " ".join(sentence.text for sentence in shown.first_level if item in sentence.items)


def _recipients(shown: Document) -> str:
    [section] = [section for section in shown.sections if section.anchor == "recipients"]
    return " ".join(section.paragraphs)


@pytest.mark.promise("G7", "G8", "C3.4")
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_processor_outside_the_eea_stands_in_both_at_once(db: Any, locale: str) -> None:
    named, transferred, none = TOLD[locale]
    before = current_document(locale)
    assert none in _words(before, "G8")
    _add()
    shown = current_document(locale)
    assert named in _recipients(shown)
    for words in (_words(shown, "G8"), _recipients(shown), shown.contact):
        assert transferred in words
        assert f": {none}" not in words.replace("\u202f", "")
    line = build_register(CATALOGUE, locale)[0]
    assert (line.transfers, named in line.recipients) == (transferred, True)
    assert missing_notice_items() == ()


@pytest.mark.promise("C7.1")
def test_list_that_changes_is_a_new_version_of_the_notice(db: Any) -> None:
    processor = _add()
    assert len(list_notices()) == 2
    with transaction():
        change_processor(actor=OPERATOR, processor_id=processor.id, version=1, facts=_facts(service="Autre chose"))
    assert len(list_notices()) == 2
    with transaction():
        end_processor(actor=OPERATOR, processor_id=processor.id, version=2)
    assert [notice.number for notice in list_notices()] == [3, 2, 1]
    latest = find_latest_notice()
    assert latest is not None
    assert "Nuage Exemple" not in latest.fr
    assert "aucun" in _words(current_document("fr"), "G8")


def test_firm_s_own_transfers_stand_beside_those_of_the_register(db: Any) -> None:
    words = {name: {"fr": text.fr, "en": text.en} for name, text in DEFAULTS.items()}
    words["transfers"] = {"fr": "notre bureau de Montréal (décision d’adéquation)", "en": "None, all stays in France"}
    with transaction():
        change_firm(actor=OPERATOR, version=0, facts={}, accent=None, words={}, notice_words=words)
    _add()
    french, english = (_words(current_document(locale), "G8") for locale in ("fr", "en"))
    assert "notre bureau de Montréal (décision d’adéquation)\u202f; Nuage Exemple, États-Unis" in french
    assert "None, all stays" not in english
    assert "Nuage Exemple, United States" in english


def test_processor_of_the_eea_is_named_and_no_transfer(db: Any) -> None:
    _add(country="FR", safeguard="")
    shown = current_document("fr")
    assert "Nuage Exemple (stockage des fichiers, France)" in _recipients(shown)
    assert "aucun" in _words(shown, "G8")


def test_notice_that_is_behind_the_list_is_brought_up_by_the_worker(db: Any) -> None:
    """A release that did not name them, a backup that was restored."""
    with reading():
        assert not tasks.is_unstated()
    ProcessorFactory(name="Relais Exemple")
    with reading():
        assert tasks.is_unstated()
    tasks.state()
    with reading():
        assert not tasks.is_unstated()
    assert "Relais Exemple" in _recipients(current_document("fr"))


def test_settings_that_somebody_is_changing_are_in_nobody_s_way(db: Any) -> None:
    _add()
    settings = find_settings()
    assert settings is not None
    assert settings.version == 0
    with transaction():
        change_firm(actor=OPERATOR, version=0, facts={"name": "Maison Neuve"}, accent=None, words={})
    assert "Nuage Exemple" in _recipients(current_document("fr"))


def test_pages_that_are_kept_in_memory_follow(db: Any, client: PageClient) -> None:
    job = JobFactory()
    path = f"/jobs/{job.slug}/apply?lang=fr"
    assert "Nuage Exemple" not in client.page(path).text
    _add()
    assert db.session.scalars(select(Processor.name)).all() == ["Nuage Exemple"]
    assert "Nuage Exemple, États-Unis" in client.page(path).text
    assert "Nuage Exemple (stockage des fichiers, États-Unis)" in client.page("/privacy?lang=fr").text
