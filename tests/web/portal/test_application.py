"""One's own application: corrected, its files replaced, withdrawn, written about; never anybody else's."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.core.actor import SYSTEM
from app.core.clock import now
from app.core.db import reading, transaction
from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState, RejectionReason
from app.domain.applications.models import Application, FormerWords, Message, Move, Statement
from app.domain.applications.queries.status import status_token
from app.domain.archive.queries import read_minimum
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.documents.models import Document, Tombstone
from app.domain.jobs.enums import StageKind
from app.domain.jobs.models import Stage
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Candidate, CandidateCode
from app.domain.privacy.own import erase_candidate
from tests.adapters import samples
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    DisclosureFactory,
    DocumentFactory,
    FormerDetailsFactory,
    HoldFactory,
    JobFactory,
    QuestionFactory,
    RestrictionFactory,
    SourcingFactory,
)
from tests.factories.archive import archive, refused_application
from tests.page_client import PageClient


@pytest.fixture
def person(db: Any) -> Candidate:
    return CandidateFactory(email="camille@example.org")


@pytest.fixture
def application(person: Candidate) -> Application:
    cv = DocumentFactory(candidate=person, content=samples.pdf("ancien CV"))
    return ApplicationFactory(candidate=person, cv=cv, phone="01 02 03 04 05")


def _url(application: Application) -> str:
    return f"/me/applications/{application.id}"


@pytest.mark.promise("C5.2")
def test_correction_is_seen_by_the_team_at_once(
    enter: Any, sign_in: Any, db: Any, person: Candidate, application: Application
) -> None:
    """C5.2: alone, at any time."""
    client = enter(person)
    page = client.page(_url(application))
    assert page.form("details-form").values["phone"] == "01 02 03 04 05"
    client.submit(page, "details-form", {"name": " Camille  Durand-Petit ", "phone": "06 07 08 09 10"})
    db.session.expire_all()
    corrected = db.session.get(Application, application.id)
    assert (corrected.name, corrected.name_key, corrected.phone) == (
        "Camille Durand-Petit",
        "camille durand-petit",
        "06 07 08 09 10",
    )
    assert "06 07 08 09 10" in sign_in(Role.RECRUITER).page(f"/staff/applications/{application.id}").text
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.tag == Tag.APPLICATION_CORRECTED))
    assert set(event.details) == {"name", "name_key", "phone"}


@pytest.mark.parametrize("name", ["", "\u200b", "x" * 200])
def test_correction_without_a_name_is_refused_and_nothing_typed_is_lost(
    enter: Any, db: Any, person: Candidate, application: Application, name: str
) -> None:
    client = enter(person)
    values = {"name": name, "phone": "06 07 08 09 10"}
    page = client.submit(client.page(_url(application)), "details-form", values, status=422)
    assert page.form("details-form").values["phone"] == "06 07 08 09 10"
    db.session.expire_all()
    assert db.session.get(Application, application.id).name == "Camille Durand"


@pytest.mark.promise("C5.2")
def test_message_and_arrangement_are_corrected_alone_while_somebody_reads_them(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    """C5.2, A10.3: the former words are gone, the recipient is told what was put right and not how; not afterwards."""
    application.message, application.accommodation = "Bonjour", "Un fauteuil"
    db.session.commit()
    DisclosureFactory(application=application, sent=True, categories="details answers accommodation")
    client = enter(person)
    new = {"message": "Bonjour à toutes", "accommodation": ""}
    client.submit(client.page(_url(application)), "details-form", new)
    db.session.expire_all()
    changed = db.session.get(Application, application.id)
    assert (changed.message, changed.accommodation, changed.name) == ("Bonjour à toutes", None, "Camille Durand")
    letter = db.session.scalars(select(OutgoingMail)).one()
    assert "message, aménagement demandé" in letter.body
    assert "fauteuil" not in letter.body
    changed.state, changed.decided_at = ApplicationState.WITHDRAWN, changed.submitted_at
    db.session.commit()
    page = client.page(_url(application))
    assert "message" not in page.form("details-form").values
    token = page.form("details-form").values["csrf_token"]
    client.post(
        f"{_url(application)}/details", data={"csrf_token": token, "name": "Camille Durand", "message": "Autre"}
    )
    db.session.expire_all()
    assert db.session.get(Application, application.id).message == "Bonjour à toutes"


def test_what_is_corrected_during_a_dispute_stays_for_it_and_goes_with_it(
    enter: Any, sign_in: Any, db: Any, person: Candidate, application: Application
) -> None:
    """A2.17: the person still corrects, and reads what is kept; the desk alone has the former words, until the end."""
    application.message, application.current_position = "Ancien message", None
    question = QuestionFactory(job_id=application.job_id)
    AnswerFactory(application_id=application.id, question_id=question.id, label="Comme posée", value="Ancien B2")
    db.session.add(Statement(application_id=application.id, body="Ancien avis", written_at=now()))
    hold = HoldFactory(application_id=application.id)
    client, officer, desk = enter(person), sign_in(Role.PRIVACY_OFFICER), f"/staff/privacy/holds/{hold.id}"
    assert "Corrigé par la personne" not in officer.page(f"{desk}?lang=fr").text
    page = client.page(f"{_url(application)}?lang=fr")
    assert "Ce que vous corrigez entre-temps reste" in page.text
    client.submit(page, "details-form", {"message": "Second message", "current_position": "Auditrice"})
    client.submit(page, "details-form", {"message": "Troisième message", "current_position": "Auditrice"})
    client.submit(page, "answers-form", {f"question_{question.id}": "C1"})
    client.submit(page, "side-form", {"side": "Ancien avis"})
    client.submit(page, "side-form", {"side": ""})
    db.session.expire_all()
    kept = db.session.scalars(select(FormerWords).order_by(FormerWords.replaced_at, FormerWords.words)).all()
    former = {"Ancien message", "Second message", "Ancien B2", "Ancien avis"}
    assert ({each.words for each in kept}, len(kept)) == (former, 4)
    assert db.session.get(Application, application.id).message == "Troisième message"
    shown = officer.page(f"{desk}?lang=fr")
    assert "Corrigé par la personne" in shown.text
    assert "Comme posée" in shown.text
    assert {words for words in former if words in shown.text} == former
    dossier = sign_in(Role.RECRUITER).page(f"/staff/applications/{application.id}").text
    assert {words for words in former if words in dossier} == set()
    with zipfile.ZipFile(io.BytesIO(client.get("/me/data").data)) as copy:
        said = copy.read("index.html").decode()
    assert {words for words in former if words in said} == former
    officer.submit(shown, f"{desk}/end?lang=fr")
    assert db.session.scalars(select(FormerWords)).all() == []
    client.submit(client.page(_url(application)), "details-form", {"message": "Quatrième message"})
    assert db.session.scalars(select(FormerWords)).all() == []


def test_same_details_change_nothing(enter: Any, db: Any, person: Candidate, application: Application) -> None:
    client = enter(person)
    client.submit(client.page(_url(application)), "details-form")
    assert db.session.scalars(select(AuditEvent.tag).where(AuditEvent.tag == Tag.APPLICATION_CORRECTED)).all() == []


def test_file_is_replaced_and_the_old_one_destroyed(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    client = enter(person)
    old = db.session.get(Document, application.cv_id).storage_key
    new, letter = samples.pdf("nouveau CV"), samples.pdf("une lettre")
    values = {"cv": ("CV 2027.pdf", new), "cover_letter": ("lettre.pdf", letter)}
    client.submit(client.page(_url(application)), "files-form", values)
    db.session.expire_all()
    changed = db.session.get(Application, application.id)
    for key, content in ((changed.cv_id, new), (changed.cover_letter_id, letter)):
        answer = client.get(f"/me/files/{key}")
        assert (answer.data, answer.headers["Content-Disposition"][:10]) == (content, "attachment")
    assert old in db.session.scalars(select(Tombstone.storage_key)).all()
    assert len(db.session.scalars(select(Document)).all()) == 2


def test_a_first_letter_is_not_said_to_have_destroyed_a_file(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    """Nothing is: whoever reads that thinks of their CV."""
    client, path = enter(person), f"{_url(application)}?lang=en"
    for sent, said in (
        ({"cover_letter": ("Lettre.pdf", samples.pdf("une lettre"))}, "Received, with what you had sent."),
        ({"cover_letter": ("Lettre 2.pdf", samples.pdf("une autre"))}, "Received. The former file is destroyed."),
    ):
        client.submit(client.page(path), "files-form", sent)
        assert said in client.page(path).text


def test_refused_file_keeps_the_one_that_was_accepted(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    """R4: what was sent with a form that is refused need not be sent again."""
    client = enter(person)
    values = {"cv": ("CV.pdf", samples.pdf("nouveau CV")), "cover_letter": ("lettre.exe", b"MZ nothing of ours")}
    refused = client.submit(client.page(_url(application)), "files-form", values, status=422)
    assert "CV.pdf" in refused.text
    client.submit(refused, "files-form")
    db.session.expire_all()
    assert client.get(f"/me/files/{db.session.get(Application, application.id).cv_id}").data == samples.pdf(
        "nouveau CV"
    )


def test_form_without_a_file_says_so(enter: Any, db: Any, person: Candidate, application: Application) -> None:
    client = enter(person)
    page = client.submit(client.page(f"{_url(application)}?lang=fr"), "files-form", status=422)
    assert "Choisissez un fichier" in page.text


def test_files_stay_once_they_are_being_assessed(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    client = enter(person)
    page = client.page(_url(application))
    interview = select(Stage.id).where(Stage.job_id == application.job_id, Stage.kind == StageKind.INTERVIEW)
    application.stage_id = db.session.scalar(interview)
    db.session.commit()
    client.submit(page, "files-form", {"cv": ("CV.pdf", samples.pdf("trop tard"))}, status=403)
    assert "files-form" not in client.page(_url(application)).html
    db.session.expire_all()
    assert db.session.get(Application, application.id).cv_id == application.cv_id


def test_withdrawal_is_a_link_of_the_chain_and_twice_is_once(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    client = enter(person)
    page = client.page(_url(application))
    for _ in range(2):
        client.submit(page, f"{_url(application)}/withdraw")
    db.session.expire_all()
    withdrawn = db.session.get(Application, application.id)
    assert (withdrawn.state, withdrawn.version) == (ApplicationState.WITHDRAWN, 2)
    moves = db.session.scalars(select(Move).order_by(Move.version)).all()
    assert [(move.version, move.to_state, move.account_id) for move in moves] == [
        (1, ApplicationState.ACTIVE, None),
        (2, ApplicationState.WITHDRAWN, None),
    ]


def test_the_button_that_withdraws_says_what_becomes_of_the_file(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    """A2.2, A2.3, A2.17, as the page of the letter's link does; who did not apply has no application to withdraw."""
    client, path = enter(person), f"{_url(application)}?lang=fr"
    assert "votre dossier est effacé 3\u00a0mois plus tard" in client.page(path).text
    ConsentFactory(candidate=person)
    assert "Vous restez dans le vivier" in client.page(path).text
    HoldFactory(application_id=application.id)
    assert "Votre dossier reste aussi longtemps que ce qui le retient." in client.page(path).text
    added = ApplicationFactory(candidate=person)
    SourcingFactory(application_id=added.id)
    page = client.page(f"{_url(added)}?lang=fr")
    assert "votre dossier est effacé la nuit prochaine" in page.text
    assert "Retirer ma candidature" not in page.text


def test_decided_application_is_not_withdrawn(enter: Any, db: Any, person: Candidate, application: Application) -> None:
    client = enter(person)
    page = client.page(_url(application))
    account = AccountFactory()
    application.state, application.decided_at = ApplicationState.REJECTED, application.submitted_at
    application.decided_by, application.rejection_reason = account.id, RejectionReason.SKILLS
    db.session.commit()
    client.submit(page, f"{_url(application)}/withdraw", status=403)
    db.session.expire_all()
    assert db.session.get(Application, application.id).state is ApplicationState.REJECTED


@pytest.mark.promise("C1.2")
def test_person_and_team_write_to_each_other(
    enter: Any, sign_in: Any, db: Any, person: Candidate, application: Application
) -> None:
    """C1.2: both see it, the letter carries the words, and only the person's own word is a contact (A2.12)."""
    client = enter(person)
    before = person.last_contact_at
    client.submit(client.page(_url(application)), "message-form", {"body": "Puis-je venir un mardi ?"})
    db.session.expire_all()
    assert db.session.get(Candidate, person.id).last_contact_at > before
    touched = db.session.get(Candidate, person.id).last_contact_at
    recruiter = sign_in(Role.RECRUITER)
    dossier = recruiter.page(f"/staff/applications/{application.id}")
    assert "Puis-je venir un mardi ?" in dossier.text
    recruiter.submit(dossier, "letter-form", {"letter": "Mardi convient."})
    db.session.expire_all()
    assert db.session.get(Candidate, person.id).last_contact_at == touched
    mail = db.session.scalar(select(OutgoingMail))
    assert "Mardi convient." in mail.body
    assert mail.to_address == "camille@example.org"
    assert "Mardi convient." in client.page(_url(application)).text
    assert [
        message.account_id is None for message in db.session.scalars(select(Message).order_by(Message.written_at))
    ] == [
        True,
        False,
    ]


@pytest.mark.parametrize("body", ["", " \u200b ", "x" * 6000])
def test_message_without_words_or_too_long_is_refused(
    enter: Any, sign_in: Any, db: Any, person: Candidate, application: Application, body: str
) -> None:
    client, recruiter = enter(person), sign_in(Role.RECRUITER)
    client.submit(client.page(_url(application)), "message-form", {"body": body}, status=422)
    dossier = recruiter.page(f"/staff/applications/{application.id}")
    recruiter.submit(dossier, "letter-form", {"letter": body}, status=422)
    assert db.session.scalars(select(Message)).all() == []


def test_what_is_somebody_else_s_does_not_exist(enter: Any, db: Any, application: Application) -> None:
    """B3.1: every route, with the ids of another person."""
    client: PageClient = enter(CandidateFactory())
    token = client.page("/me/").form("/me/sign-out").values["csrf_token"]
    sent = {"csrf_token": token, "name": "Moi", "body": "Moi", "cv": ""}
    for path in (_url(application), f"/me/files/{application.cv_id}"):
        assert client.get(path).status_code == 404, path
    for act in ("details", "answers", "former", "files", "withdraw", "messages"):
        assert client.post(f"{_url(application)}/{act}", data=sent).status_code == 404, act
    db.session.expire_all()
    assert db.session.get(Application, application.id).state is ApplicationState.ACTIVE


def test_what_a_person_wrote_while_their_hour_ended_is_not_lost(enter: Any, db: Any) -> None:
    """R4, 7.4: nothing is sent, and the words are there to be sent after signing in."""
    application = ApplicationFactory()
    client = enter(db.session.get(Candidate, application.candidate_id))
    page = client.page(f"/me/applications/{application.id}?lang=en")
    db.session.execute(update(CandidateCode).values(ended_at=now()))
    db.session.commit()
    ended = client.submit(page, "message-form", {"body": "I may start in May."}, status=403)
    assert "".join(ended.by_id("typed-1").itertext()).strip() == "I may start in May."
    assert [link.get("href") for link in ended.find_all("a", class_="btn btn-primary")] == ["/me/sign-in?lang=en"]
    assert db.session.scalars(select(Message)).all() == []


def test_page_leads_to_the_notice_that_was_shown(client: PageClient, enter: Any, db: Any) -> None:
    """C7.2: the person's file points at the exact text."""
    job = JobFactory()
    values = {"name": "Camille Durand", "email": "camille@example.org", "cv": ("CV.pdf", samples.pdf("Camille"))}
    form = client.page(f"/jobs/{job.slug}/apply?lang=fr")
    client.submit(form, "apply", values)
    application = db.session.scalar(select(Application))
    page = enter(db.session.get(Candidate, application.candidate_id)).page(f"{_url(application)}?lang=fr")
    link = next(a.get("href") for a in page.tree.iter("a") if "/privacy/versions/" in (a.get("href") or ""))
    shown = client.page(link)
    for sentence in (p for p in form.by_id("privacy-notice").iter("p") if p.get("data-items")):
        assert "".join(sentence.itertext()).strip()
    assert "14 rue de la Pépinière" in shown.text


@pytest.mark.promise("G11")
def test_who_did_not_apply_sees_where_exactly_we_found_them(
    enter: Any, db: Any, person: Candidate, application: Application
) -> None:
    SourcingFactory(application_id=application.id, detail="Profil public, reseau.example")
    client = enter(person)
    page = client.page(_url(application) + "?lang=fr")
    assert "Profil public, reseau.example" in page.text
    assert "ajoutée par l’équipe le" in page.text
    assert "ajoutée par l’équipe le" in client.page("/me/?lang=fr").text


@pytest.mark.parametrize(("lang", "never"), [("fr", "votre candidature"), ("en", "your application")])
def test_who_did_not_apply_is_spoken_to_of_no_application_of_theirs(
    client: PageClient, enter: Any, db: Any, person: Candidate, application: Application, lang: str, never: str
) -> None:
    """Art. 14, A1.3: on the pages of who only was added, before they withdraw and after."""
    SourcingFactory(application_id=application.id, informed_at=now())
    ConsentFactory(candidate=person)
    own, token, path = enter(person), status_token(application.id), _url(application)
    pages = [(own, f"{path}?lang={lang}"), (own, f"/me/erase?lang={lang}"), (client, f"/status/{token}?lang={lang}")]

    def read() -> str:
        return " ".join(f"{page.title} {page.text}" for page in (who.page(path) for who, path in pages))

    before = read()
    own.submit(own.page(f"{path}?lang={lang}"), f"{path}/withdraw?lang={lang}")
    after = read()
    said = {"fr": "Votre dossier est retiré.", "en": "Your file is withdrawn."}[lang]
    assert (said in before, said in after) == (False, True)
    assert never not in (before + after).lower()


@pytest.mark.promise("C5.2")
def test_who_applied_after_being_added_reads_what_stood_before_and_has_it_destroyed(
    enter: Any, client: PageClient, db: Any, person: Candidate, application: Application
) -> None:
    """Signed in, they have shown that it is theirs: until then nothing of it was lost, from then on they decide."""
    SourcingFactory(application_id=application.id, informed_at=now(), applied_at=now())
    former = FormerDetailsFactory(application_id=application.id, candidate=person)
    former_id = former.cv_id
    own = enter(person)
    page = own.page(_url(application) + "?lang=fr")
    assert "Avant votre candidature du" in page.text
    assert "Hugo Blanc\u00a0· Auditeur\u00a0· 06 39 98 00 02" in page.text
    assert "envoyée le" in page.text
    assert "Vous ne nous l’avez pas envoyé" not in page.text
    status = client.page(f"/status/{status_token(application.id)}?lang=fr").text
    assert "notre équipe avait ouvert un dossier à votre nom" in status
    assert own.get(f"/me/files/{former_id}").status_code == 200
    assert enter(CandidateFactory()).get(f"/me/files/{former_id}").status_code == 404
    with zipfile.ZipFile(io.BytesIO(own.get("/me/data").data)) as copy:
        assert "Ce que nous avions avant que vous postuliez" in copy.read("index.html").decode()
    assert (
        "il ne reste que ce que vous" in own.page(own.submit(page, f"{_url(application)}/former?lang=fr").location).text
    )
    assert own.get(f"/me/files/{former_id}").status_code == 404
    assert "Hugo Blanc" not in own.page(_url(application)).text
    own.submit(page, f"{_url(application)}/former?lang=fr", status=404)


@pytest.mark.promise("C5.2")
def test_one_s_own_side_stands_beside_the_notes_and_goes_with_them(
    enter: Any, sign_in: Any, db: Any, clock: Any
) -> None:
    """C5.2: in the dossier, in the copy, gone with the application; it moves no day (A2.12)."""
    person = CandidateFactory()
    application = ApplicationFactory(candidate=person)
    application_id, contact_at = application.id, person.last_contact_at
    clock.shift(timedelta(days=1))
    path = f"/me/applications/{application_id}"
    client, recruiter = enter(person), sign_in(Role.RECRUITER)
    for words in ("J’ai mené deux opérations.", "J’en ai mené trois, en fait."):
        client.submit(client.page(path), "side-form", {"side": f"  {words} "})
        db.session.expire_all()
        assert db.session.scalars(select(Statement.body)).all() == [words]
        assert client.page(path).form("side-form").values["side"].strip() == words
        side = recruiter.page(f"/staff/applications/{application_id}").by_id("side")
        assert words in " ".join("".join(side.itertext()).split())
    assert db.session.get(Candidate, person.id).last_contact_at == contact_at
    with zipfile.ZipFile(io.BytesIO(client.get("/me/data").data)) as copy:
        assert [each["body"] for each in json.loads(copy.read("data.json"))["tables"]["statements"]] == [words]
    assert client.submit(client.page(path), "side-form", {"side": "x" * 5001}, status=422).status == 422
    stranger = enter(CandidateFactory())
    token = stranger.page("/me/").form("/me/sign-out").values["csrf_token"]
    assert stranger.post(f"{path}/side", data={"csrf_token": token, "side": "Faux"}).status_code == 404
    client.submit(client.page(path), "side-form", {"side": ""})
    client.submit(client.page(path), "side-form", {"side": " "})
    assert db.session.scalars(select(Statement)).all() == []
    client.submit(client.page(path), "side-form", {"side": "Encore"})
    with transaction():
        erase_candidate(actor=SYSTEM, candidate_id=person.id)
    assert db.session.scalars(select(Statement)).all() == []


def test_one_s_own_side_of_a_refusal_goes_to_the_archive_with_the_notes(db: Any) -> None:
    """A2.13: beside what it answers."""
    refused = refused_application()
    db.session.add(Statement(application_id=refused.id, body="Ma version", written_at=refused.submitted_at))
    db.session.commit()
    with reading():
        assert read_minimum(archive(refused)).record["statement"] == "Ma version"


def test_another_address_is_taken_where_it_is_asked_for(enter: Any, db: Any) -> None:
    """C5.2: alone, without writing to anybody."""
    application = ApplicationFactory()
    page = enter(db.session.get_one(Candidate, application.candidate_id)).page(f"/me/applications/{application.id}")
    assert [a.get("href") for a in page.find_all("a") if "/me/address" in a.get("href", "")] == ["/me/address"]


def test_nobody_is_told_that_the_team_reads_what_it_cannot(
    enter: Any, db: Any, clock: Any, person: Candidate, application: Application
) -> None:
    """A10.1: while their data is set apart, a person learns where they write that nobody reads it yet."""
    client, path = enter(person), f"{_url(application)}?lang=en"
    page = client.page(path)
    assert "set apart" not in page.text.partition("Write to the team")[0]
    assert "Answer by" in page.text
    assert "Answer by" in client.page("/me/?lang=en").text
    RestrictionFactory(candidate_id=person.id)
    for form, values in (
        ("message-form", {"body": "Une question"}),
        ("details-form", {"name": "Camille Durand-Petit"}),
        ("side-form", {"side": "Mon avis"}),
    ):
        client.submit(page, form, values)
        said = client.page(path)
        assert "Kept. The team reads it once your data is no longer set apart." in said.text
        assert "Set apart since 23\u00a0November\u00a02026: the team can neither read nor change" in said.text
        assert "Answer by" not in said.text
    assert "/me/requests?lang=en#apart" in client.page("/me/?lang=en").html
    assert "Answer by" not in client.page("/me/?lang=en").text


def test_without_a_script_a_page_of_several_forms_says_that_each_is_sent_alone(enter: Any, db: Any) -> None:
    """R4: with one, the page asks before one form takes away what stands in another."""
    application = ApplicationFactory()
    own = enter(db.session.get(Candidate, application.candidate_id))
    (said,) = own.page(f"/me/applications/{application.id}?lang=en").find_all("noscript")
    assert "".join(said.itertext()).startswith("Each form of this page is sent alone")
