"""The officer's registers: processors, breaches, processing, assessment."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from odfdo import Document
from sqlalchemy import select

from app.core.clock import now, today
from app.core.permissions import Role
from app.domain.accountability.enums import ProcessorKind, Risk
from app.domain.accountability.models import Breach, Processor
from app.domain.audit.tags import Tag
from tests.factories import ApplicationFactory, BreachFactory, ProcessorFactory
from tests.page_client import PageClient
from tests.statements import counted_statements

DESK = "/staff/privacy"
LINE = {
    "kind": "mail_relay",
    "name": "Relais Exemple",
    "service": "Courriels",
    "country": "FR",
    "contract_on": "2026-01-15",
}


@pytest.fixture
def officer(sign_in: Any) -> PageClient:
    client: PageClient = sign_in(Role.PRIVACY_OFFICER)
    return client


@pytest.fixture
def far_relay(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "ENV_MODE", "production")
    monkeypatch.setitem(app.config, "SMTP_HOST", "smtp.example.org")


@pytest.mark.promise("C3.4")
def test_refused_configuration_is_told_where_it_is_looked_for(
    db: Any, sign_in: Any, officer: PageClient, far_relay: None
) -> None:
    """C3.4: on the officer's desk, in the outbox and on the operation page, until the line is there."""
    administrator = sign_in(Role.ADMINISTRATOR)
    places = (
        (officer, f"{DESK}/registers?lang=en"),
        (officer, f"{DESK}/processors?lang=en"),
        (administrator, "/staff/admin/outbox?lang=en"),
        (administrator, "/staff/admin/operation?lang=en"),
    )
    for client, path in places:
        page = client.page(path)
        assert "Refused configuration" in page.text
        assert "no letter leaves" in page.text
    officer.submit(officer.page(f"{DESK}/processors/new"), "processor", LINE)
    for client, path in places:
        assert "Refused configuration" not in client.page(path).text


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"STORAGE": "s3", "S3_ENDPOINT": "https://s3.example.org"}, "no file is taken"),
        ({"ANTIVIRUS": "clamd", "CLAMD_ADDRESS": "tcp:av.example.org:3310"}, "no file is scanned"),
    ],
)
def test_refused_store_and_antivirus_say_what_stops(
    app: Flask, officer: PageClient, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], words: str
) -> None:
    for name, value in {"ENV_MODE": "production", **settings}.items():
        monkeypatch.setitem(app.config, name, value)
    assert words in officer.page(f"{DESK}/registers?lang=en").text


def test_notes_kept_in_spite_of_a_warning_are_counted_without_their_words(
    db: Any, sign_in: Any, officer: PageClient
) -> None:
    """A5.1."""
    assert "0 notes" in officer.page(f"{DESK}/registers?lang=en").text
    recruiter, application = sign_in(Role.RECRUITER), ApplicationFactory()
    page = recruiter.page(f"/staff/applications/{application.id}")
    recruiter.submit(page, "note-form", {"body": "Enceinte.", "as_it_is": "y"})
    recruiter.submit(page, "note-form", {"body": "Disponible en mai."})
    shown = officer.page(f"{DESK}/registers?lang=en")
    assert "1 note" in shown.text
    assert "nceinte" not in officer.page(f"{DESK}/audit?tag={Tag.NOTE_KEPT_AS_IS}").text


def test_processor_is_added_changed_and_ended(db: Any, officer: PageClient, client: PageClient) -> None:
    """A12.3."""
    assert "No processor" in officer.page(f"{DESK}/processors?lang=en").text
    page = officer.page(f"{DESK}/processors/new?lang=en")
    assert officer.submit(page, "processor", LINE).location.startswith(f"{DESK}/processors")
    processor = db.session.scalars(select(Processor)).one()
    assert "Relais Exemple (mail relay, France)" in client.page("/privacy?lang=en").text
    path = f"{DESK}/processors/{processor.id}"
    page = officer.page(f"{path}?lang=en")
    assert page.form("processor").values["contract_on"] == "2026-01-15"
    values = {"name": "Relais Neuf", "country": "US", "safeguard": "Standard clauses", "subprocessors": "Sous-relais"}
    officer.submit(page, "processor", values)
    late = officer.submit(page, "processor", {"name": "Autre"}, status=409)
    assert late.form("processor").values["name"] == "Autre"
    assert officer.submit(page, "end", status=409).form("processor").values["name"] == "Relais Neuf"
    officer.submit(officer.page(path), "end")
    listed = officer.page(f"{DESK}/processors?lang=en")
    assert "ended on" in listed.text
    assert "Relais Neuf" not in client.page("/privacy?lang=en").text
    ended = officer.page(f"{path}?lang=en")
    assert "Standard clauses" in ended.text
    assert [form.get("id") for form in ended.find_all("form") if form.get("id") in {"processor", "end"}] == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "This cannot stay empty"),
        ({"name": "\u200b"}, "This cannot stay empty"),
        ({"country": ""}, "Please choose a country"),
        ({"contract_on": ""}, "This cannot stay empty"),
        ({"contract_on": "hier"}, "Give a day"),
        ({"contract_on": "0001-01-01"}, "Give a day"),
        ({"contract_on": "2099-01-01"}, "This day has not come yet"),
        ({"country": "US"}, "Outside the EEA"),
        ({"service": "x" * 501}, "Please keep to"),
    ],
)
def test_what_is_missing_of_a_processor_is_told_and_nothing_typed_is_lost(
    db: Any, officer: PageClient, given: dict[str, str], words: str
) -> None:
    """R4."""
    typed = {**LINE, "subprocessors": "Sous-relais", **given}
    refused = officer.submit(officer.page(f"{DESK}/processors/new?lang=en"), "processor", typed, status=422)
    assert words in refused.text
    assert {name: refused.form("processor").values[name] for name in typed} == typed
    assert db.session.scalars(select(Processor)).all() == []
    stored = ProcessorFactory()
    page = officer.page(f"{DESK}/processors/{stored.id}?lang=en")
    assert words in officer.submit(page, "processor", typed, status=422).text


@pytest.mark.promise("C4.2")
def test_incident_starts_a_clock_that_shows_hours_left_and_drafts_the_four_points(
    db: Any, clock: Any, officer: PageClient
) -> None:
    """C4.2 T."""
    assert "No breach" in officer.page(f"{DESK}/breaches?lang=en").text
    page = officer.page(f"{DESK}/breaches/new?lang=en")
    assert page.form("breach").values["aware_at"] == "2026-11-23T10:30"
    officer.submit(page, "breach", {"title": "Poste volé", "aware_at": "2026-11-23T08:30"})
    breach = db.session.scalars(select(Breach)).one()
    listed = officer.page(f"{DESK}/breaches?lang=en")
    assert "70 hours left" in listed.text
    assert "Registers 1" in listed.text
    path = f"{DESK}/breaches/{breach.id}"
    page = officer.page(f"{path}?lang=en")
    values = {
        "facts": "Un poste a été volé.",
        "people_categories": "Candidats",
        "people_count": "40",
        "records_count": "",
        "started_at": None,
        "effects": "Usurpation",
        "measures": "Clés détruites",
        "risk": "high",
        "told_authority_at": "2026-11-23T10:00",
    }
    officer.submit(page, "breach", values)
    assert officer.submit(page, "breach", values, status=409).form("breach").values["effects"] == "Usurpation"
    stale = officer.post(f"{path}/close?lang=en", data=page.form("breach").values | {"effects": "Rien"})
    assert (stale.status_code, "Rien" in stale.text) == (409, True)
    assert "authority told within 2 hours" in officer.page(f"{path}?lang=en").text
    drafts = officer.page(f"{path}/drafts?lang=en")
    assert [section.get("lang") for section in drafts.find_all("section")] == ["fr", "en", "fr", "en"]
    for words in ("(a) Nature", "(b) Contact", "(c) Likely", "(d) Measures", "Un poste a été volé.", "Clés détruites"):
        assert words in drafts.text
    untold = officer.post(f"{path}/close?lang=en", data=_closing(officer, path))
    assert (untold.status_code, "The people must be told first" in untold.get_data(as_text=True)) == (422, True)
    told = _closing(officer, path, told_people_at="2026-11-23T10:05")
    assert officer.post(f"{path}/close", data=told).status_code == 303
    closed = officer.page(f"{path}?lang=en")
    assert "closed on 23\u00a0Nov\u00a02026" in closed.text
    assert "Clés détruites" in closed.text
    assert [form for form in closed.find_all("form") if form.get("id") == "breach"] == []
    assert "Poste volé" in officer.page(f"{DESK}/breaches?lang=en").text


def test_clock_is_told_in_every_state(db: Any, clock: Any, officer: PageClient) -> None:
    BreachFactory(aware_at=now() - timedelta(hours=75))
    BreachFactory(risk=Risk.NONE)
    BreachFactory(aware_at=now() - timedelta(hours=90), told_authority_at=now(), closed_at=now())
    text = officer.page(f"{DESK}/breaches?lang=en").text
    for words in ("3 hours late", "no notification due", "authority told late, after 90 hours"):
        assert words in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "This cannot stay empty"),
        ({"aware_at": ""}, "The clock starts when we knew"),
        ({"aware_at": "ce matin"}, "Give a day and a time"),
        ({"aware_at": "0001-01-01T00:00"}, "Give a day and a time"),
        ({"aware_at": "2027-01-01T00:00"}, "This moment has not come yet"),
        ({"started_at": "2026-11-23T10:20"}, "It cannot have begun after we knew"),
    ],
)
def test_incident_without_its_moment_is_refused_and_nothing_typed_is_lost(
    db: Any, clock: Any, officer: PageClient, given: dict[str, str], words: str
) -> None:
    typed = {"title": "Poste volé", "aware_at": "2026-11-23T08:30", "started_at": "", **given}
    refused = officer.submit(officer.page(f"{DESK}/breaches/new?lang=en"), "breach", typed, status=422)
    assert words in refused.text
    assert {name: refused.form("breach").values[name] for name in typed} == typed
    assert db.session.scalars(select(Breach)).all() == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"people_count": "beaucoup"}, "A number from 0 on"),
        ({"people_count": "-3"}, "A number from 0 on"),
        ({"told_authority_at": "2026-11-20T08:00"}, "Nobody was told before we knew"),
    ],
)
def test_what_cannot_be_of_a_breach_is_told_beside_its_field(
    db: Any, clock: Any, officer: PageClient, given: dict[str, str], words: str
) -> None:
    breach = BreachFactory()
    page = officer.page(f"{DESK}/breaches/{breach.id}?lang=en")
    refused = officer.submit(page, "breach", {"facts": "Vol", **given}, status=422)
    assert words in refused.text
    assert {name: refused.form("breach").values[name] for name in given} == given
    assert refused.form("breach").values["facts"] == "Vol"


def _closing(officer: PageClient, path: str, **typed: str) -> dict[str, str]:
    """What the button that closes sends: the whole form."""
    page = officer.page(path)
    assert [each.get("formaction") for each in page.by_id("breach").iter("button")] == [None, f"{path}/close"]
    return page.form("breach").values | typed


def test_breach_that_is_not_described_is_not_closed(db: Any, officer: PageClient) -> None:
    breach_id = BreachFactory().id
    path = f"{DESK}/breaches/{breach_id}"
    refused = officer.post(f"{path}/close?lang=en", data=_closing(officer, path, facts="Un poste a été volé."))
    assert (refused.status_code, "The authority must be told first" in refused.text) == (422, True)
    assert "Un poste a été volé." in refused.text
    assert (db.session.get(Breach, breach_id).facts, db.session.get(Breach, breach_id).version) == ("", 1)


def test_what_was_typed_beside_the_button_that_closes_a_breach_is_in_the_register(db: Any, officer: PageClient) -> None:
    """Art. 33(5): it was lost, and nothing can be added to a closed one."""
    breach_id = BreachFactory(risk=Risk.NONE).id
    path = f"{DESK}/breaches/{breach_id}"
    typed = {"facts": "Un poste a été volé.", "effects": "Aucun", "measures": "Clés détruites"}
    assert officer.post(f"{path}/close", data=_closing(officer, path, **typed)).status_code == 303
    breach = db.session.get(Breach, breach_id)
    assert {name: getattr(breach, name) for name in typed} == typed
    assert breach.closed_at is not None


def test_register_is_read_and_downloaded(db: Any, officer: PageClient) -> None:
    """A12.1: HTML, CSV and ODS say the same."""
    ProcessorFactory(name="=HYPERLINK()")
    page = officer.page(f"{DESK}/register?lang=fr")
    sheet = officer.get(f"{DESK}/register.csv?lang=fr")
    assert (sheet.mimetype, sheet.headers["Content-Disposition"]) == ("text/csv", 'attachment; filename="register.csv"')
    rows = list(csv.reader(io.StringIO(sheet.data.decode("utf-8-sig"), newline=""), delimiter=";"))
    ods = officer.get(f"{DESK}/register.ods?lang=fr")
    assert ods.mimetype == "application/vnd.oasis.opendocument.spreadsheet"
    assert Document(io.BytesIO(ods.data)).body.get_table(0).get_values() == rows
    said = {cell for row in rows for cell in row}
    shown = {" ".join("".join(each.itertext()).split(" ")) for tag in ("dd", "dt", "h2") for each in page.find_all(tag)}
    assert said - shown == {"Traitement"}


@pytest.mark.parametrize(("lang", "words"), [("fr", "Des risques pour les personnes"), ("en", "Risks for people")])
def test_assessment_is_read_in_both_languages(officer: PageClient, lang: str, words: str) -> None:
    """A12.4."""
    page = officer.page(f"{DESK}/dpia?lang={lang}")
    assert words.removeprefix("Des ").lower() in page.text.lower()
    assert "Aubrac & Vauquelin" in page.text
    # Its parts say their own numbers: the list of them counts none.
    [contents] = page.find_all("ol", class_="list-unstyled")
    assert "".join(contents.itertext()).startswith("1. ")


def test_lists_take_as_many_statements_for_30_as_for_1(db: Any, officer: PageClient) -> None:
    counts = set()
    for number in (1, 29):
        for _ in range(number):
            ProcessorFactory(kind=ProcessorKind.OTHER, ended_on=today())
            BreachFactory()
        with counted_statements() as sent:
            officer.page(f"{DESK}/processors")
            officer.page(f"{DESK}/breaches")
        counts.add(len(sent))
    assert len(counts) == 1
