"""The register of processing and the assessment follow what is configured (A12.1, A12.4)."""

import csv
import io
from typing import Any

import pytest
from flask import Flask
from odfdo import Document

from app.adapters.spreadsheet import write_csv, write_ods
from app.core.actor import OPERATOR
from app.core.db import transaction
from app.domain.accountability.assessment import build_assessment
from app.domain.accountability.measures import security_measures
from app.domain.accountability.papers import country_name
from app.domain.accountability.register import HEADINGS, Activity, as_rows, build_register
from app.domain.accountability.register_texts import READERS
from app.domain.firm.actions import change_firm
from app.domain.policy.held import DATA, NO_RULE
from app.domain.policy.periods import PROFILES, profile_for
from app.domain.policy.purposes import Purpose
from app.domain.privacy.inventory import CATALOGUE
from tests.factories import ProcessorFactory


def _line(name: str, locale: str = "fr") -> Activity:
    return next(line for line in build_register(CATALOGUE, locale) if line.name == name)


def test_every_purpose_and_every_table_has_its_words() -> None:
    """Nothing that the catalogue knows is left out of the register (C1.1)."""
    assert {column.column.partition(".")[0] for column in CATALOGUE} == set(DATA)
    assert set(READERS) == set(Purpose)
    for profile in (*PROFILES.values(), profile_for("ZZ")):
        assert {rule.purpose for rule in profile.rules} | set(NO_RULE) == set(Purpose)


def test_each_processing_is_told_whole(db: Any) -> None:
    """A12.1: controller, contact, purpose, people, data, recipients, transfers, erasure, measures."""
    register = build_register(CATALOGUE, "fr")
    assert [line.name for line in register] == [purpose.label.fr for purpose in Purpose]
    assert all(all(vars(line).values()) for line in register)
    line = _line("Candidature")
    assert line.controller == "Aubrac & Vauquelin, 14 rue de la Pépinière, 75008 Paris"
    assert line.contact == "reclamations@example.org"
    assert line.people == "candidates et candidats"
    assert "CV et lettres" in line.data
    assert "les prestataires qui hébergent cet outil" in line.recipients
    assert line.transfers == "aucun"
    assert line.erasure.startswith("Jusqu’à la décision")
    assert _line("Journal de sécurité").data.endswith("sous forme d’identifiants")
    assert _line("Accès de l’équipe").people == "membres de l’équipe"
    assert _line("Message", "en").people == "people who write through the contact page"


def test_another_country_or_period_changes_the_register(app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A12.1 T: change a retention rule: register export changes."""
    before = write_csv(as_rows(build_register(CATALOGUE, "fr"), "fr"))
    assert _line("Explication de la décision").erasure == "3\u00a0mois après la fin du recrutement"
    monkeypatch.setitem(app.config, "FIRM_COUNTRY", "DE")
    assert _line("Explication de la décision").erasure == "6\u00a0mois après le refus"
    german = write_csv(as_rows(build_register(CATALOGUE, "fr"), "fr"))
    monkeypatch.setitem(app.config, "RETENTION_POOL_MONTHS", 6)
    assert _line("Vivier").erasure == "6\u00a0mois après le dernier contact"
    shorter = write_csv(as_rows(build_register(CATALOGUE, "fr"), "fr"))
    assert len({before, german, shorter}) == 3


def test_processors_and_their_safeguards_are_recipients_and_transfers(db: Any) -> None:
    """Art. 30(1)(d) and (e)."""
    ProcessorFactory(name="Relais Exemple")
    ProcessorFactory(name="Nuage Exemple", country="US", safeguard="Clauses types de 2021")
    ProcessorFactory(name="Ancien", ended_on=ProcessorFactory().contract_on)
    line = _line("Candidature")
    assert "Relais Exemple (acheminement du courrier, France)" in line.recipients
    assert "Nuage Exemple" in line.recipients
    assert "Ancien" not in line.recipients
    assert line.transfers == "Nuage Exemple, États-Unis (Clauses types de 2021)"
    assert country_name("XK", "fr") == "Kosovo"
    assert country_name("QX", "fr") == "QX"


def test_firm_that_changes_its_name_changes_the_register(db: Any) -> None:
    with transaction():
        change_firm(actor=OPERATOR, version=0, facts={"name": "Maison Neuve"}, accent=None, words={})
    assert _line("Candidature").controller.startswith("Maison Neuve, ")


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("SECOND_FACTOR_REQUIRED", True, "A second factor is compulsory"),
        ("ANTIVIRUS", "clamd", "passes the antivirus"),
        ("PUBLIC_URL", "https://jobs.example.org", "encrypted (TLS)"),
        ("SMTP_HOST", "smtp.example.org", "over an encrypted link"),
        ("ALERT_FILES_PER_HOUR", 41, "more than 41 files"),
    ],
)
def test_measures_are_those_of_the_settings(app: Flask, setting: str, value: object, words: str) -> None:
    """Art. 30(1)(g): a measure that is switched off is not claimed."""
    plain = {**app.config, "SECOND_FACTOR_REQUIRED": False, "ALERT_FILES_PER_HOUR": 0, "PUBLIC_URL": "http://localhost"}
    assert words not in " ".join(security_measures(plain, "en"))
    assert words in " ".join(security_measures({**plain, setting: value}, "en"))


def test_sheet_opens_again_and_holds_the_same_rows(db: Any) -> None:
    """A12.1 T: ODS and CSV validate."""
    ProcessorFactory(name="Relais\n« Exemple » ; & Cie")
    rows = as_rows(build_register(CATALOGUE, "fr"), "fr")
    assert [len(row) for row in rows] == [len(HEADINGS)] * (len(Purpose) + 1)
    opened = Document(io.BytesIO(write_ods("Registre", rows)))
    assert opened.mimetype == "application/vnd.oasis.opendocument.spreadsheet"
    assert opened.body.get_table(0).get_values() == rows
    text = write_csv(rows).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=";")) == rows


@pytest.mark.parametrize(
    ("locale", "claimed"), [("fr", ("double authentification", "alertes")), ("en", ("second factor", "alerts"))]
)
@pytest.mark.parametrize("is_on", [True, False], ids=["on", "off"])
def test_assessment_claims_no_answer_that_is_switched_off(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch, locale: str, claimed: tuple[str, str], *, is_on: bool
) -> None:
    """A12.4: its seventh part answered a stolen account with a second factor and alerts, set or not."""
    monkeypatch.setitem(app.config, "SECOND_FACTOR_REQUIRED", is_on)
    monkeypatch.setitem(app.config, "ALERT_FILES_PER_HOUR", 60 if is_on else 0)
    risks = build_assessment(CATALOGUE, locale).parts[6].lines[0]
    assert [words in risks for words in claimed] == [is_on, is_on]


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_assessment_is_filled_from_what_is_configured(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    """A12.4: a filled template; another country, other periods and another authority."""

    def words() -> str:
        return "\n".join(line for part in build_assessment(CATALOGUE, locale).parts for line in part.lines)

    ProcessorFactory(name="Relais Exemple")
    french = words()
    assert "Aubrac & Vauquelin" in french
    assert "Relais Exemple" in french
    assert "CNIL" in french
    assert "{" not in french
    assert len(build_assessment(CATALOGUE, locale).parts) == 8
    monkeypatch.setitem(app.config, "FIRM_COUNTRY", "AT")
    assert "Datenschutzbehörde" in words()
