"""The copy as a file: to a published schema, with the originals, the same octets for the same data (A8.3, R14)."""

import html
import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from html5lib import HTMLParser
from jsonschema import Draft202012Validator
from sqlalchemy import select, update

from app.core.clock import now, today
from app.core.days import day_in_words
from app.core.errors import Missing
from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState, RejectionReason
from app.domain.applications.models import Application, Move, Statement
from app.domain.audit.tags import Tag
from app.domain.documents.vault import storage
from app.domain.jobs.models import Stage
from app.domain.jobs.queries import list_stages
from app.domain.mail.enums import MailState
from app.domain.people.enums import RestrictionReason
from app.domain.people.models import Candidate
from app.domain.privacy.bundle import build_bundle, export_schema, pack
from app.domain.privacy.collection import personal_columns
from app.domain.privacy.export_words import ACTS, COLUMNS, UNREAD
from app.domain.privacy.legible import OF_AN_APPLICATION, OF_THE_PERSON
from app.domain.privacy.masking import MASK
from app.domain.privacy.told import TOLD
from app.extensions import db as database
from tests.adapters import samples
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    ContactMessageFactory,
    DisclosureFactory,
    DocumentFactory,
    HoldFactory,
    NoteFactory,
    OpeningFactory,
    OutgoingMailFactory,
    QuestionFactory,
    RestrictionFactory,
    SourcingFactory,
)
from tests.factories.archive import archive, refused_application


@pytest.fixture
def person(db: Any) -> Candidate:
    candidate = CandidateFactory()
    for number in (1, 2):
        cv = DocumentFactory(candidate=candidate, content=samples.pdf(f"CV numéro {number}"), filename="CV Éloïse.pdf")
        application = ApplicationFactory(candidate=candidate, cv=cv, name="Éloïse Bernard")
        NoteFactory(application_id=application.id, account_id=AccountFactory().id, body="<b>Claire</b> & précise.")
    return candidate


def _zip(person: Candidate, locale: str = "fr") -> bytes:
    return b"".join(pack(build_bundle(person.id, locale)))


@pytest.mark.promise("C5.1")
def test_copy_holds_a_page_json_and_the_files_as_they_were_sent(app: Any, person: Candidate) -> None:
    with app.test_request_context(), zipfile.ZipFile(io.BytesIO(_zip(person))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == [
            "index.html",
            "style.css",
            "data.json",
            "schema.json",
            "files/01-cv-eloise.pdf",
            "files/02-cv-eloise.pdf",
        ]
        files = {archive.read(name) for name in names[4:]}
        assert files == {samples.pdf("CV numéro 1"), samples.pdf("CV numéro 2")}
        page = archive.read("index.html").decode()
        HTMLParser(strict=True).parse(page)
        assert "&lt;b&gt;Claire&lt;/b&gt; &amp; précise." in page
        assert "<script" not in page


@pytest.mark.promise("C5.1")
def test_json_is_as_the_schema_says_and_the_schema_is_closed(app: Any, person: Candidate) -> None:
    with app.test_request_context(), zipfile.ZipFile(io.BytesIO(_zip(person))) as archive:
        data, schema = json.loads(archive.read("data.json")), json.loads(archive.read("schema.json"))
    assert schema == json.loads(json.dumps(export_schema()))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(data)
    data["tables"]["applications"][0]["shoe_size"] = 42
    assert not Draft202012Validator(schema).is_valid(data)


def test_same_data_makes_the_same_octets(app: Any, person: Candidate) -> None:
    """R14."""
    with app.test_request_context():
        assert _zip(person) == _zip(person)


def test_copy_speaks_the_person_s_language(app: Any, person: Candidate) -> None:
    with app.test_request_context():
        french, english = (build_bundle(person.id, locale)[0].read().decode() for locale in ("fr", "en"))
    assert "Copie de vos données" in french
    assert "Copy of your data" in english


@pytest.mark.promise("C5.1")
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_page_is_for_people_to_read(app: Any, person: Candidate, locale: str) -> None:
    """No id, no name of a column, no date nor value of a machine; stages, states and acts in the person's language."""
    application = database.session.scalars(select(Application).where(Application.candidate_id == person.id)).first()
    staff = AccountFactory(role=Role.HIRING_MANAGER, name="Nom d’un collègue")
    first, second = list_stages(application.job_id)[:2]
    database.session.add(
        Move(
            application_id=application.id,
            version=2,
            from_stage_id=first.id,
            to_stage_id=second.id,
            from_state=ApplicationState.ACTIVE,
            to_state=ApplicationState.REJECTED,
            rejection_reason=RejectionReason.SKILLS,
            account_id=staff.id,
            told_by_voice=True,
            moved_at=now(),
        )
    )
    OpeningFactory(tag=Tag.APPLICATION_OPENED, subject_id=application.id, actor_id=staff.id)
    OpeningFactory(tag=Tag.AUDIT_READ, subject_id=person.id, actor_id=staff.id)
    ConsentFactory(candidate=person)
    DisclosureFactory(application=application, sent=True)
    OutgoingMailFactory(candidate_id=person.id, application_id=application.id, state=MailState.SENT, sent_at=now())
    with app.test_request_context():
        page = build_bundle(person.id, locale)[0].read().decode()
    text = " ".join(" ".join(HTMLParser().parse(page).itertext()).split())
    assert re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}|\b[a-z]+_[a-z_]+\b|\d{4}-\d\d-\d\d|[0-9a-f]{32}", text) == []
    assert re.findall(r"\b(?:True|False)\b", text) == []
    assert "Nom d’un collègue" not in text
    wanted = {
        "fr": [
            "De l’étape Nouvelles",
            "À l’étape Lecture",
            "Acte Dossier ouvert",
            "Journal de sécurité lu",
            "Responsable",
            "Dit de vive voix oui",
        ],
        "en": [
            "From the stage New",
            "To the stage Reading",
            "Act File opened",
            "Security log read",
            "Hiring manager",
            "Told by voice yes",
        ],
    }[locale]
    day = day_in_words(today(), locale).replace("\u00a0", " ")
    assert [words for words in (*wanted, day) if words not in text] == []


def test_a_stage_that_has_no_french_name_stands_under_the_one_it_has(app: Any, db: Any, person: Candidate) -> None:
    db.session.execute(update(Stage).values(names={"en": "Phone call"}))
    db.session.commit()
    with app.test_request_context():
        assert "Phone call" in build_bundle(person.id, "fr")[0].read().decode()


@pytest.mark.parametrize(("locale", "told"), [("fr", "Dit de vive voix oui"), ("en", "Told by voice yes")])
def test_what_is_so_is_told_in_words_and_what_is_not_so_not_at_all(
    app: Any, db: Any, person: Candidate, locale: str, told: str
) -> None:
    """C5.1: each step read « Dit de vive voix False »."""
    moves = db.session.scalars(select(Move.id)).all()
    db.session.execute(update(Move).where(Move.id == moves[0]).values(told_by_voice=True))
    db.session.commit()
    with app.test_request_context():
        page = build_bundle(person.id, locale)[0].read().decode()
    words = " ".join("".join(HTMLParser(namespaceHTMLElements=False).parse(page).find("body").itertext()).split())
    assert words.count(told) == words.count(told.rpartition(" ")[0]) == 1
    assert [each for each in ("False", "True") if each in words] == []


@pytest.mark.parametrize("kept_by", ["nothing", "a dispute", "the person"])
def test_copy_says_of_nothing_that_is_kept_that_it_goes(app: Any, db: Any, person: Candidate, kept_by: str) -> None:
    """A2.17, A10.1: under « gardé le temps d’un litige » stood « s’efface le »."""
    one, other = db.session.scalars(select(Application)).all()
    ContactMessageFactory(email=person.email, email_key=person.email_key)
    archive(refused_application(candidate=person))
    if kept_by == "a dispute":
        HoldFactory(application_id=one.id)
        HoldFactory(application_id=other.id, ended_at=now())
    elif kept_by == "the person":
        RestrictionFactory(candidate_id=person.id, reason=RestrictionReason.CLAIMS)
    with app.test_request_context():
        page = build_bundle(person.id, "fr")[0].read().decode()
    goes, stays = {"nothing": (4, 0), "a dispute": (3, 1), "the person": (0, 4)}[kept_by]
    assert (page.count("S’efface le"), page.count("Se serait effacé le")) == (goes, stays)


def test_every_column_has_a_name_on_the_page_or_is_nothing_to_read() -> None:
    """Rule 14: a new column is named, or said to be for programs."""
    tables = (*OF_AN_APPLICATION, *OF_THE_PERSON)
    shown = {(table, column) for table in tables for column in (*personal_columns()[table], *TOLD.get(table, {}))}
    named = {column for table, column in shown if column in COLUMNS or f"{table}.{column}" in COLUMNS}
    assert {column for _table, column in shown} - named == UNREAD
    assert set(personal_columns()) - set(tables) == {"renditions", "candidate_keys"}
    subjects = {"application", "candidate", "document", "message", "note", "consent", "objection", "hold", "archive"}
    subjects |= {"request", "contact", "disclosure", "mail", "restriction", "sourcing", "statement", "passage"}
    # The log is read by whatever id was typed, a person's or one of their rows.
    assert set(ACTS) == {tag for tag in Tag if tag.value.partition(":")[0] in subjects} | {Tag.AUDIT_READ}


@pytest.mark.promise("C5.1", "G11")
@pytest.mark.parametrize(
    ("locale", "added", "sent"),
    [
        ("fr", ("Ajoutée par l’équipe le 23", "d’après une source : Réseau professionnel"), "Envoyée le 23"),
        ("en", ("Added by the team on 23", "from a source: Professional network"), "Sent on 23"),
    ],
)
def test_what_the_team_added_was_sent_by_nobody(
    app: Any, db: Any, clock: Any, locale: str, added: tuple[str, str], sent: str
) -> None:
    """Nor did anybody see an ad; once its person has applied, they have sent it."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person, source="network")
    sourcing = SourcingFactory(application_id=application.id)

    def read() -> str:
        with app.test_request_context(), zipfile.ZipFile(io.BytesIO(_zip(person, locale))) as copy:
            return copy.read("index.html").decode().replace("\u202f", " ").replace("\xa0", " ")

    page = read()
    assert [words in page for words in (*added, sent)] == [True, True, False]
    assert [words in page for words in ("Annonce vue sur", "Ad seen on", "Reçue le", "Received on")] == [False] * 4
    sourcing.informed_at = sourcing.applied_at = now()
    db.session.commit()
    page = read()
    assert [words in page for words in (*added, sent)] == [False, False, True]


def test_copy_of_nobody_is_missing(app: Any, db: Any) -> None:
    with app.test_request_context(), pytest.raises(Missing):
        build_bundle(AccountFactory().id, "fr")


@pytest.mark.promise("C5.1")
def test_copy_holds_what_the_archive_keeps_of_the_person(app: Any, person: Candidate) -> None:
    """A8, A2.13: record and CV of each refusal; a colleague's id is not given, another candidate's name is masked."""
    ApplicationFactory(name="Paul Martin", candidate=CandidateFactory())
    cv = DocumentFactory(candidate=person, content=b"CV du refus", filename="Refusé.pdf")
    lost = DocumentFactory(candidate=person, content=b"CV perdu")
    colleague_id = AccountFactory().id
    for document, at in ((cv, now()), (lost, now() + timedelta(days=1))):
        refused = refused_application(candidate=person, cv=document, decided_at=at, decided_by=colleague_id)
        database.session.execute(update(Move).where(Move.application_id == refused.id).values(account_id=colleague_id))
        NoteFactory(application_id=refused.id, account_id=AccountFactory().id, body="Moins que Paul Martin.")
        question = QuestionFactory(job_id=refused.job_id)
        AnswerFactory(application_id=refused.id, question_id=question.id, label="Votre anglais ?", value="C1")
        database.session.add(Statement(application_id=refused.id, body="Pas d’accord.", written_at=at))
        database.session.commit()
        if document is lost:
            storage().delete(lost.storage_key)
        archive(refused)
    with app.test_request_context(), zipfile.ZipFile(io.BytesIO(_zip(person))) as copy:
        kept = sorted(name for name in copy.namelist() if name.startswith("archive/"))
        assert kept == ["archive/01-refuse.pdf", "archive/01.json", "archive/02.json"]
        assert copy.read("archive/01-refuse.pdf") == b"CV du refus"
        [note] = json.loads(copy.read("archive/01.json"))["notes"]
        assert (note["by"], note["words"]) == (None, f"Moins que {MASK}.")
        assert str(colleague_id) not in copy.read("archive/01.json").decode()
        assert json.loads(copy.read("archive/02.json"))["cv"] is None
        page = copy.read("index.html").decode()
    HTMLParser(strict=True).parse(page)
    assert 'href="archive/01-refuse.pdf"' in page
    told = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page[page.index('id="archive-1"') :])).split())
    first = told[: told.index("archive/02.json")]
    for said in (
        "Refusé.pdf",
        "Nom Camille Durand",
        f"Reçue le {day_in_words(today(), 'fr')}",
        "Motif Expérience trop éloignée du poste",
        "Votre anglais ? C1",
        f"Texte Moins que {MASK}.",
        "Votre réponse aux notes Texte Pas d’accord.",
        "À l’étape Nouvelles",
        "Nomme un autre candidat.",
        "Vous analysez des sociétés.",
    ):
        assert said.replace("\u00a0", " ") in first, said
    assert "était déjà perdu" in told
