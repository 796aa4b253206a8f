"""The dossier as a page: read and traced, moved, decided, noted."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from app.core.db import transaction
from app.core.permissions import Role
from app.domain.applications.enums import ApplicationState, RejectionReason
from app.domain.applications.models import Message, Note
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.jobs.enums import StageKind
from app.domain.jobs.models import Stage
from app.domain.mail.enums import MailKind
from app.domain.mail.models import OutgoingMail
from app.web.kit.labels import label
from tests.adapters import samples
from tests.factories import (
    AnswerFactory,
    ApplicationFactory,
    CandidateFactory,
    ConsentFactory,
    DocumentFactory,
    HoldFactory,
    NoteFactory,
    QuestionFactory,
    RestrictionFactory,
    TeamMemberFactory,
)
from tests.page_client import Page

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def _stages(db: Any, job_id: UUID) -> list[Stage]:
    return list(db.session.scalars(select(Stage).where(Stage.job_id == job_id).order_by(Stage.position)))


def _path(application: Any) -> str:
    return f"/staff/applications/{application.id}"


def _events(db: Any, tag: Tag) -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.tag == tag)))


def test_opening_a_dossier_is_traced(db: Any, sign_in: Any) -> None:
    application, client = ApplicationFactory(), sign_in()
    client.page(_path(application))
    event = _events(db, Tag.APPLICATION_OPENED)[0]
    assert (event.subject_id, event.actor_id) == (application.id, client.account.id)


def test_the_dossier_says_what_is_kept_until_when_and_why(db: Any, sign_in: Any, clock: Any) -> None:
    application = ApplicationFactory()
    ConsentFactory(candidate_id=application.candidate_id)
    text = sign_in().page(f"{_path(application)}?lang=fr").text
    assert "23\u00a0novembre\u00a02028" in text
    assert "Vivier" in text
    assert "2\u00a0ans après le dernier contact" in text


def test_everything_that_strangers_typed_is_inert(db: Any, sign_in: Any) -> None:
    """ASVS 1.2.1, orangehrm #1044: names, answers, messages, notes and file names."""
    candidate = CandidateFactory()
    cv = DocumentFactory(candidate=candidate, filename=f"{EVIL}.pdf")
    application = ApplicationFactory(
        candidate=candidate, cv=cv, name=EVIL, current_position=EVIL, phone="<b>", message=EVIL
    )
    client = sign_in()
    question = QuestionFactory(job_id=application.job_id)
    AnswerFactory(application_id=application.id, question_id=question.id, label=EVIL, value=EVIL)
    NoteFactory(application_id=application.id, account_id=client.account.id, body=EVIL)
    page = client.page(_path(application))
    assert page.text.count(EVIL) == 8


def test_moving_by_the_form(db: Any, sign_in: Any) -> None:
    application, client = ApplicationFactory(), sign_in()
    stage = _stages(db, application.job_id)[1]
    page = client.page(_path(application))
    moved = client.submit(page, "move-next", {"to_stage": str(stage.id)})
    assert (moved.location, application.stage_id) == (_path(application), stage.id)


def test_a_second_move_from_an_old_page_is_a_clear_conflict(db: Any, sign_in: Any) -> None:
    """R6: 409, what stands now, and the way on; for a page and for the board's script."""
    application, client = ApplicationFactory(), sign_in()
    stages = _stages(db, application.job_id)
    page = client.page(_path(application))
    faster = sign_in()
    faster.submit(faster.page(_path(application)), "move", {"to_stage": str(stages[1].id)})
    conflict = client.submit(page, "move", {"to_stage": str(stages[2].id)}, status=409)
    meanwhile = "".join(conflict.by_id("meanwhile").itertext())
    assert "Lecture" in meanwhile
    assert faster.account.name in meanwhile
    assert stages[2].names["fr"] in "".join(conflict.by_id("wanted").itertext())
    answer = client.post(
        f"{_path(application)}/move",
        data={**page.form("move").values, "to_stage": str(stages[3].id)},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json["version"], answer.json["stage"]) == (409, 2, str(stages[1].id))
    assert faster.account.name in answer.json["message"]
    assert "Lecture" in answer.json["message"]
    assert application.stage_id == stages[1].id


def test_the_board_s_script_is_told_that_a_card_is_no_longer_on_the_board(db: Any, sign_in: Any) -> None:
    """R6: decided meanwhile, it stands in no column; set apart meanwhile, the words of that page are the answer."""
    application, client = ApplicationFactory(), sign_in()
    values = client.page(_path(application)).form("move").values
    client.submit(client.page(_path(application)), "other-decisions", {"outcome": "withdrawn"})
    asked = {**values, "to_stage": str(_stages(db, application.job_id)[2].id)}
    script = {"Accept": "application/json"}
    answer = client.post(f"{_path(application)}/move", data=asked, headers=script)
    assert (answer.status_code, answer.json["stage"], "retirée" in answer.json["message"]) == (409, None, True)
    RestrictionFactory(candidate_id=application.candidate_id)
    answer = client.post(f"{_path(application)}/move", data=asked, headers=script)
    assert (answer.status_code, "délégué" in answer.json["message"]) == (423, True)


@pytest.mark.parametrize(
    ("form", "change", "wanted"),
    [
        ("reject", {"reason": "skills"}, ApplicationState.REJECTED),
        ("other-decisions", {"outcome": "withdrawn"}, ApplicationState.WITHDRAWN),
        ("move", {"to_stage": str(uuid4())}, None),
    ],
)
def test_a_conflict_says_what_was_wanted_and_not_done(
    app: Any, db: Any, sign_in: Any, form: str, change: dict[str, str], wanted: ApplicationState | None
) -> None:
    """R6: both values. A stage of another job has no name here (B3.5)."""
    application, client = ApplicationFactory(), sign_in()
    page = client.page(_path(application))
    client.submit(page, "move", {"to_stage": str(_stages(db, application.job_id)[1].id)})
    conflict = client.submit(page, form, change, status=409)
    asked = ["".join(element.itertext()) for element in conflict.find_all("p", id="wanted")]
    with app.test_request_context("/?lang=fr"):
        assert [str(label(wanted)) in words for words in asked] == [True] if wanted else asked == []
    assert (application.version, application.state) == (2, ApplicationState.ACTIVE)


def test_a_letter_is_not_lost_when_a_colleague_was_faster(db: Any, sign_in: Any) -> None:
    """R6: what somebody has written for the person stands on the page that says no; the usual words do not."""
    application, client = ApplicationFactory(), sign_in()
    page = client.page(_path(application))
    client.submit(page, "move", {"to_stage": str(_stages(db, application.job_id)[1].id)})
    letter = "Bonjour,\n\nVotre exposé nous a plu\u202f; le poste est pourvu."
    conflict = client.submit(page, "reject", {"reason": "skills", "letter": letter}, status=409)
    assert "".join(conflict.by_id("typed-1").itertext()).strip() == letter
    untouched = client.submit(page, "reject", {"reason": "skills"}, status=409)
    assert untouched.find_all("textarea") == []


def test_a_letter_that_is_too_long_decides_nothing(db: Any, sign_in: Any) -> None:
    """A6.1, rule 6: who is shown their form again has not refused anybody, least of all without a word to them."""
    application, client = ApplicationFactory(), sign_in()
    long = {"reason": "skills", "letter": "x" * 5001}
    refused = client.submit(client.page(_path(application)), "reject", long, status=422)
    assert refused.form("reject").values["letter"] == "x" * 5001
    db.session.expire_all()
    assert (application.state, application.version, application.decided_at) == (ApplicationState.ACTIVE, 1, None)
    assert client.submit(refused, "reject", {"letter": "Merci."}).status == 303
    assert db.session.scalars(select(Message.body)).all() == ["Merci."]


def test_what_somebody_wrote_while_their_session_ended_elsewhere_is_not_lost(db: Any, sign_in: Any) -> None:
    """7.4.2: signed out in another browser, or given another role; nothing is written, and the words are there."""
    application, client = ApplicationFactory(), sign_in()
    page = client.page(_path(application))
    client.account.session_epoch += 1
    db.session.commit()
    ended = client.submit(page, "letter-form", {"letter": "Bonjour,\n\nvoici les dates."}, status=403)
    assert "".join(ended.by_id("typed-1").itertext()).strip() == "Bonjour,\n\nvoici les dates."
    assert [link.get("href") for link in ended.find_all("a", class_="btn btn-primary")] == [
        f"/staff/login?next={_path(application)}"
    ]
    assert db.session.scalars(select(Message)).all() == []
    assert client.submit(page, "move-next", {}).location == f"/staff/login?next={_path(application)}"


@pytest.mark.parametrize(("form", "change"), [("note-form", {"body": ""}), ("reject", {"reason": ""})])
def test_a_dossier_shown_again_after_a_refusal_is_traced_too(
    db: Any, sign_in: Any, form: str, change: dict[str, str]
) -> None:
    """A refused form must not be a way to read a dossier unseen."""
    application, client = ApplicationFactory(), sign_in()
    page = client.page(_path(application))
    client.submit(page, form, change, status=422)
    subjects = [(event.subject_id, event.actor_id) for event in _events(db, Tag.APPLICATION_OPENED)]
    assert subjects == [(application.id, client.account.id)] * 2


def test_the_board_s_script_gets_the_new_version(db: Any, sign_in: Any) -> None:
    application, client = ApplicationFactory(), sign_in()
    stage = _stages(db, application.job_id)[1]
    values = client.page(_path(application)).form("move").values
    answer = client.post(
        f"{_path(application)}/move",
        data={**values, "to_stage": str(stage.id)},
        headers={"Accept": "application/json"},
    )
    said = {"waiting": "0 jour", "is_overdue": False, "overdue": ""}
    assert answer.json == {"version": 2, "stage": str(stage.id), **said}


def test_the_board_s_script_gets_the_words_of_a_refusal(db: Any, sign_in: Any) -> None:
    """A3.4: into an assessment that nobody has told of. The card goes back, and the board says why."""
    application, client = ApplicationFactory(), sign_in()
    stage = _stages(db, application.job_id)[1]
    with transaction():
        db.session.execute(update(Stage).where(Stage.id == stage.id).values(kind=StageKind.ASSESSMENT))
    answer = client.post(
        f"{_path(application)}/move",
        data={**client.page(_path(application)).form("move").values, "to_stage": str(stage.id)},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, set(answer.json)) == (403, {"message"})
    assert answer.json["message"].startswith("Dites d’abord")
    assert application.version == 1


@pytest.mark.parametrize(
    "change", [{"to_stage": "zzz"}, {"to_stage": None}, {"version": "x"}, {"to_stage": str(uuid4())}]
)
def test_a_move_to_nowhere_is_refused(db: Any, sign_in: Any, change: dict[str, Any]) -> None:
    application, client = ApplicationFactory(), sign_in()
    page = client.page(_path(application))
    client.submit(page, "move", change, status=422)
    assert application.version == 1


def _flashes(page: Any) -> list[str]:
    return [element.text for element in page.find_all("div", class_="messages")[0].iter("p")]


def test_the_stage_where_it_stands_is_no_choice_and_a_move_to_it_claims_nothing(db: Any, sign_in: Any) -> None:
    application, client = ApplicationFactory(), sign_in()
    stages = _stages(db, application.job_id)
    page = client.page(_path(application))
    move = page.form("move")
    offered = [option.get("value") for option in move.element.iter("option")]
    assert offered == [str(stage.id) for stage in stages[1:]]
    client.submit(page, "move", {"to_stage": str(stages[0].id)})
    assert _flashes(client.page(_path(application))) == []
    client.submit(page, "move", {"to_stage": str(stages[1].id)})
    assert len(_flashes(client.page(_path(application)))) == 1


def test_rejecting_needs_a_reason_and_shows_it(db: Any, sign_in: Any) -> None:
    """A6.1."""
    application, client = ApplicationFactory(), sign_in()
    page = client.page(_path(application))
    refused = client.submit(page, "reject", {"reason": ""}, status=422)
    assert [link.get("href") for link in refused.by_id("error-summary").iter("a")] == ["#reason"]
    select = refused.by_id("reason")
    assert (select.get("aria-invalid"), select.get("aria-describedby")) == ("true", "reason-error")
    assert page.by_id("reason").get("aria-invalid") is None
    client.submit(page, "reject", {"reason": RejectionReason.SKILLS.value})
    assert (application.state, application.decided_by) == (ApplicationState.REJECTED, client.account.id)
    page = client.page(_path(application))
    client.submit(page, "reopen")
    assert application.state is ApplicationState.ACTIVE


def test_refusal_is_told_in_the_words_that_the_page_offered(db: Any, sign_in: Any) -> None:
    """And a program that knows nothing of the letter sends the same one."""
    client = sign_in()
    written, plain = ApplicationFactory(locale="en"), ApplicationFactory(locale="en")
    page = client.page(_path(written))
    assert [area.get("lang") for area in page.form("reject").element.iter("textarea")] == ["en"]
    client.submit(page, "reject", {"reason": "skills"})
    values = {"reason": "skills", "letter": None, "told": None}
    client.submit(client.page(_path(plain)), "reject", values)
    letters = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.created_at)).all()
    assert [letter.kind for letter in letters] == [MailKind.APPLICATION_DECLINED] * 2
    assert [letter.body.count("not to take your application further") for letter in letters] == [1, 1]


def test_who_was_told_already_gets_no_letter_and_the_dossier_says_so(db: Any, sign_in: Any) -> None:
    application, client = ApplicationFactory(), sign_in()
    client.submit(client.page(_path(application)), "reject", {"reason": "skills", "told": "y"})
    assert db.session.scalars(select(OutgoingMail)).all() == []
    assert "dit de vive voix" in client.page(f"{_path(application)}?lang=fr").text


def test_letter_that_was_written_is_not_lost_with_a_missing_reason(db: Any, sign_in: Any) -> None:
    application, client = ApplicationFactory(), sign_in()
    refused = client.submit(client.page(_path(application)), "reject", {"letter": "Mes mots", "told": "y"}, status=422)
    values = refused.form("reject").values
    assert (values["letter"].strip(), values["told"]) == ("Mes mots", "y")
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_hiring_and_withdrawing(db: Any, sign_in: Any) -> None:
    client = sign_in()
    hired, left = ApplicationFactory(), ApplicationFactory()
    for application, outcome in ((hired, "hired"), (left, "withdrawn")):
        client.submit(client.page(_path(application)), "other-decisions", {"outcome": outcome})
    assert (hired.state, left.state) == (ApplicationState.HIRED, ApplicationState.WITHDRAWN)
    at_offer = ApplicationFactory()
    client.submit(client.page(_path(at_offer)), "move", {"to_stage": str(_stages(db, at_offer.job_id)[-1].id)})
    client.submit(client.page(_path(at_offer)), "hire", {"outcome": "hired"})
    assert at_offer.state is ApplicationState.HIRED


def test_a_decision_that_is_none_and_old_pages_are_refused(db: Any, sign_in: Any) -> None:
    application, client = ApplicationFactory(), sign_in()
    page = client.page(_path(application))
    client.submit(page, "other-decisions", {"outcome": "active"}, status=422)
    client.submit(page, "other-decisions", {"outcome": "zzz"}, status=422)
    client.submit(page, "other-decisions", {"outcome": "withdrawn"})
    client.submit(page, "other-decisions", {"outcome": "hired"}, status=409)
    decided = client.page(_path(application))
    client.submit(decided, "reopen", {"version": "1"}, status=409)
    client.submit(decided, "reopen", {"version": "zzz"}, status=422)
    assert application.state is ApplicationState.WITHDRAWN
    moving = {**decided.form("reopen").values, "to_stage": str(application.stage_id)}
    assert client.post(f"{_path(application)}/move", data=moving).status_code == 403


def test_a_note_is_kept_with_the_reminder_and_an_empty_one_is_not(db: Any, sign_in: Any) -> None:
    """A5.1."""
    application, client = ApplicationFactory(), sign_in()
    page = client.page(_path(application))
    client.submit(page, "note-form", {"body": "Un fait."})
    assert db.session.scalars(select(Note.body)).all() == ["Un fait."]
    for body in ("   ", "", "x" * 5001):
        refused = client.submit(page, "note-form", {"body": body}, status=422)
        assert body.strip() in refused.html
    assert db.session.scalar(select(func.count()).select_from(Note)) == 1


def test_a_note_of_words_to_read_again_waits_for_a_second_yes(db: Any, sign_in: Any) -> None:
    """A5.1: the words are quoted, what was typed stays, and only who says so keeps it as it is; counted, unread."""
    application, client = ApplicationFactory(), sign_in()
    body = "Enceinte, et <b>arrogante</b>."
    page = client.page(f"{_path(application)}?lang=fr")
    assert "as_it_is" not in page.form("note-form").values
    refused = client.submit(page, "note-form", {"body": body}, status=422)
    assert "«\u202fEnceinte\u202f» (famille), «\u202farrogante\u202f» (jugement blessant)" in refused.text
    assert refused.form("note-form").values["body"] == body
    again = client.submit(refused, "note-form", {"body": "Toujours enceinte."}, status=422)
    assert db.session.scalar(select(func.count()).select_from(Note)) == 0
    client.submit(again, "note-form", {"body": body, "as_it_is": "y"})
    client.submit(client.page(_path(application)), "note-form", {"body": "Un fait."})
    note = db.session.scalars(select(Note).where(Note.body == body)).one()
    assert [(each.subject_id, each.details) for each in _events(db, Tag.NOTE_KEPT_AS_IS)] == [
        (note.id, {"application": str(application.id)})
    ]
    assert len(_events(db, Tag.NOTE_WRITTEN)) == 1


def test_a_file_leaves_through_the_one_gate(db: Any, sign_in: Any) -> None:
    """ASVS 3.2.1, 5.4.1: a download, never shown in our origin; traced."""
    candidate = CandidateFactory()
    cv = DocumentFactory(candidate=candidate, content=samples.pdf())
    application, client = ApplicationFactory(candidate=candidate, cv=cv), sign_in()
    response = client.get(f"/staff/documents/{application.cv_id}")
    assert response.data.startswith(b"%PDF")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    event = _events(db, Tag.DOCUMENT_OPENED)[0]
    assert (event.subject_id, event.details) == (application.cv_id, {"application": str(application.id)})


def test_a_file_that_is_gone_is_no_fault_of_the_reader(app: Any, db: Any, sign_in: Any) -> None:
    """R12."""
    application = ApplicationFactory()
    for path in app.config["UPLOADS_DIR"].glob("??/*"):
        path.unlink()
    sign_in().page(f"/staff/documents/{application.cv_id}", status=503)
    assert _events(db, Tag.DOCUMENT_OPENED) == []


@pytest.mark.parametrize("role", [Role.HIRING_MANAGER, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER, Role.LITIGATION])
def test_who_is_not_on_the_team_finds_nothing(db: Any, sign_in: Any, role: Role) -> None:
    """B3.1 to B3.3: page, file and every act, as if they were not there."""
    application, client = ApplicationFactory(), sign_in(role)
    client.page(_path(application), status=404)
    client.page(f"/staff/documents/{application.cv_id}", status=404)
    token = next(m.get("content") for m in client.page("/staff/account").find_all("meta", name="csrf-token"))
    stage = _stages(db, application.job_id)[1]
    for act, data in (
        ("move", {"to_stage": str(stage.id), "version": "1"}),
        ("decide", {"outcome": "withdrawn", "version": "1"}),
        ("reopen", {"version": "1"}),
        ("notes", {"body": "Un fait."}),
    ):
        answer = client.post(f"{_path(application)}/{act}", data={"csrf_token": token, **data})
        assert answer.status_code == 404, act
    assert (application.version, application.state) == (1, ApplicationState.ACTIVE)
    if role is Role.HIRING_MANAGER:
        TeamMemberFactory(job_id=application.job_id, account_id=client.account.id)
        client.page(_path(application))


def test_what_is_to_be_arranged_is_for_the_recruiter_and_not_for_who_judges(db: Any, sign_in: Any) -> None:
    """A16.2."""
    application = ApplicationFactory(accommodation="Un entretien de plain-pied")
    recruiter, manager = sign_in(Role.RECRUITER), sign_in(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=application.job_id, account_id=manager.account.id)
    assert "Un entretien de plain-pied" in recruiter.page(_path(application)).text
    assert "plain-pied" not in manager.page(_path(application)).text


def _warnings(page: Page) -> list[str]:
    return [chip.text for chip in page.find_all("span", class_="chip warn")]


def test_the_dossier_says_that_it_goes_soon(db: Any, sign_in: Any, clock: Any) -> None:
    """A2.16 T: thirty days before its day, 23 November 2028, and not while a dispute keeps it."""
    application = ApplicationFactory()
    path = f"/staff/applications/{application.id}?lang=fr"
    clock.move_to(datetime(2028, 10, 23, 12, tzinfo=UTC))
    assert _warnings(sign_in().page(path)) == ["au-delà du délai de l’étape"]
    clock.move_to(datetime(2028, 10, 24, 12, tzinfo=UTC))
    client = sign_in()
    assert _warnings(client.page(path)) == ["au-delà du délai de l’étape", "sera effacé le 23\u00a0novembre\u00a02028"]
    HoldFactory(application_id=application.id)
    assert _warnings(client.page(path)) == ["au-delà du délai de l’étape"]


def test_the_way_back_leads_to_the_list_as_it_was(db: Any, sign_in: Any) -> None:
    """Its filter and its page, also after a move and a note; an address of elsewhere is forgotten (B6.5)."""
    application, client = ApplicationFactory(name="Ada Page"), sign_in()
    came_from = f"/staff/jobs/{application.job_id}/applications?q=ada&sort=name&page=1"
    shown = client.page(came_from)
    [link] = [a.get("href") for a in shown.find_all("a") if "/staff/applications/" in (a.get("href") or "")]
    page = client.page(link)
    assert [a.get("href") for a in page.find_all("p", class_="back mb-0")[0].iter("a")] == [came_from]
    for form, values in (("move", {}), ("note-form", {"body": "Lue."})):
        page = client.page(client.submit(page, form, values).location)
        assert [a.get("href") for a in page.find_all("p", class_="back mb-0")[0].iter("a")] == [came_from]
    for path in (_path(application), f"{_path(application)}?next=//evil.example"):
        assert client.page(path).find_all("p", class_="back mb-0") == []
