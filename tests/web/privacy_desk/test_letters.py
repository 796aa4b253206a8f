"""Who writes a letter and has no e-mail address: registered, answered on paper, and the answer counts once posted."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.clock import local_date, today
from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.models import OutgoingMail
from app.domain.mail.queries import is_mail_due, mask
from app.domain.people.models import Candidate
from app.domain.privacy import retention
from app.domain.privacy.collection import collect
from app.domain.privacy.own import erase_candidate
from app.domain.rights.enums import RequestKind, RequestState
from app.domain.rights.models import RightsRequest
from tests.factories import ApplicationFactory, CandidateFactory, RightsRequestFactory
from tests.page_client import PageClient

LIST = "/staff/privacy/requests"
ADDRESS = "12 rue des Lilas\n35000 Rennes"


def _written(**given: Any) -> RightsRequest:
    return RightsRequestFactory(**{"email": "", "email_key": "", "postal_address": ADDRESS} | given)


def _request(db: Any) -> RightsRequest:
    db.session.expire_all()
    found: RightsRequest = db.session.scalars(select(RightsRequest)).one()
    return found


def _letter(db: Any) -> OutgoingMail:
    db.session.expire_all()
    found: OutgoingMail = db.session.scalars(select(OutgoingMail)).one()
    return found


def _url(letter: OutgoingMail) -> str:
    return f"{LIST}/{letter.request_id}/letters/{letter.id}"


@pytest.mark.promise("C5.6")
def test_letter_without_an_address_is_answered_on_paper_and_the_answer_counts_once_posted(
    officer: PageClient, db: Any, later: Any
) -> None:
    """C5.6, A9.1: the clock runs from receipt until the letter is posted; no mail is queued at any time."""
    received_on = today()
    officer = later(5)
    form = {
        "kind": "access",
        "channel": "paper",
        "received_on": received_on.isoformat(),
        "name": "Camille Durand",
        "postal_address": ADDRESS,
        "body": "Que savez-vous de moi ?",
        "locale": "fr",
    }
    officer.submit(officer.page(f"{LIST}/new"), "register-form", form)
    request = _request(db)
    request_id = request.id
    assert (request.due_on, request.email, request.email_key) == (date(2026, 12, 23), "", "")
    assert request.postal_address == ADDRESS
    page = officer.page(f"{LIST}/{request_id}")
    assert "ne donne pas l’adresse électronique" in page.form("answer-form").values["answer"]
    assert "12 rue des Lilas" in page.text
    officer.submit(page, "answer-form", {"answer": "Rien, à notre connaissance."})
    letter = _letter(db)
    assert (letter.kind, letter.state, letter.to_address) == (MailKind.REQUEST_ANSWERED, MailState.TO_POST, ADDRESS)
    request = _request(db)
    assert (request.state, request.answered_at) == (RequestState.ANSWER_WRITTEN, None)
    officer = later(30)
    assert not is_mail_due(letter.created_at + timedelta(days=300))
    assert "1 demande en retard" in officer.page(LIST).text.replace("\u00a0", " ")
    printed = officer.page(_url(letter))
    for words in ("12 rue des Lilas", "Rien, à notre connaissance.", "CNIL", "28\u00a0novembre\u00a02026"):
        assert words in printed.text
    officer.submit(printed, "posted-form", {"posted_on": "2026-12-22"})
    request, letter = _request(db), _letter(db)
    assert (request.state, request.answered_by) == (RequestState.ANSWERED, officer.account.id)
    assert (local_date(request.answered_at), request.erase_on) == (date(2026, 12, 22), date(2027, 12, 22))
    assert letter.state is MailState.SENT
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.REQUEST_ANSWERED)).one()
    assert event.details == {"granted": True, "late": False}
    assert db.session.scalars(select(AuditEvent.details).where(AuditEvent.tag == Tag.MAIL_POSTED)).one() == {
        "posted_on": "2026-12-22"
    }
    assert officer.get(_url(letter)).status_code == 404
    assert "22\u00a0décembre\u00a02026" in officer.page(f"{LIST}/{request_id}").text


@pytest.mark.parametrize("day", ["", "2026-11-22", "2026-11-24"])
def test_letter_is_posted_between_its_writing_and_today(officer: PageClient, db: Any, day: str) -> None:
    request = _written()
    officer.submit(officer.page(f"{LIST}/{request.id}"), "refuse-form", {"refuse-words": "Trop de fois."})
    page = officer.submit(officer.page(_url(_letter(db))), "posted-form", {"posted_on": day}, status=422)
    assert page.by_id("posted_on-error") is not None
    assert _request(db).state is RequestState.REFUSAL_WRITTEN
    officer.submit(page, "posted-form", {"posted_on": "2026-11-23"})
    assert _request(db).state is RequestState.REFUSED


def test_answer_that_was_not_posted_is_written_again(officer: PageClient, db: Any) -> None:
    request_id = _written().id
    page = officer.page(f"{LIST}/{request_id}")
    officer.submit(page, "answer-form", {"answer": "Avec une faute."})
    written = officer.page(f"{LIST}/{request_id}")
    assert "answer-form" not in written.html
    officer.submit(page, "answer-form", {"answer": "Encore."}, status=409)
    officer.submit(written, f"{LIST}/{request_id}/write-again")
    request = _request(db)
    assert (request.state, request.answer, request.answered_by) == (RequestState.OPEN, None, None)
    assert db.session.scalars(select(OutgoingMail)).all() == []
    officer.submit(written, f"{LIST}/{request_id}/write-again", status=409)
    officer.submit(page, "answer-form", {"answer": "Sans faute."})
    assert "Sans faute." in _letter(db).body


def test_clock_stands_from_the_day_on_which_the_proof_was_asked_for(officer: PageClient, db: Any, later: Any) -> None:
    """A9.2: what lay on a desk was not asked yet."""
    request_id = _written(received_on=today()).id
    page = officer.page(f"{LIST}/{request_id}")
    assert "référence de votre candidature" in page.form("wait-form").values["wait-words"]
    officer.submit(page, "wait-form")
    officer = later(4)
    officer.submit(officer.page(_url(_letter(db))), "posted-form", {"posted_on": "2026-11-26"})
    officer = later(6)
    officer.submit(officer.page(f"{LIST}/{request_id}"), f"{LIST}/{request_id}/resume")
    assert _request(db).waited_days == 7


def test_candidate_who_wants_paper_is_known_by_their_address_and_answered_by_post(officer: PageClient, db: Any) -> None:
    """A8.1, C5.3: what the postal address is there for stands in the copy, and goes with the erasure."""
    person = CandidateFactory()
    ApplicationFactory(candidate=person)
    request = _written(email=person.email, email_key=person.email_key, kind=RequestKind.ERASURE)
    assert [row["postal_address"] for row in collect(person.id).tables["rights_requests"]] == [ADDRESS]
    path = f"{LIST}/{request.id}/erase"
    officer.submit(officer.page(path), "erase-form", {"answer": "C’est fait."})
    found, letter = _request(db), _letter(db)
    assert (found.email, found.postal_address, found.state) == ("", None, RequestState.ANSWER_WRITTEN)
    assert (letter.kind, letter.state, letter.to_address) == (MailKind.REQUEST_ERASED, MailState.TO_POST, ADDRESS)
    assert "answer-form" not in officer.page(f"{LIST}/{found.id}").html
    officer.submit(officer.page(_url(letter)), "posted-form")
    found, letter = _request(db), _letter(db)
    assert (found.state, found.erase_on) == (RequestState.ANSWERED, date(2027, 11, 23))
    assert (letter.to_address, letter.body) == ("", "")


def test_who_erases_everything_meanwhile_leaves_no_letter(officer: PageClient, db: Any) -> None:
    person = CandidateFactory()
    request = _written(email=person.email, email_key=person.email_key)
    officer.submit(officer.page(f"{LIST}/{request.id}"), "answer-form", {"answer": "Voici."})
    erase_candidate(actor=SYSTEM, candidate_id=db.session.scalars(select(Candidate.id)).one())
    db.session.commit()
    found = _request(db)
    assert (found.state, found.postal_address) == (RequestState.ERASED, None)
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_request_on_paper_is_nobody_s_and_goes_a_year_after_its_answer(
    officer: PageClient, db: Any, clock: Any
) -> None:
    """C1.2: an empty address ties it to no candidate, nor to another letter."""
    person = CandidateFactory()
    request = _written()
    _written(state=RequestState.ERASED, postal_address=None, body="")
    assert collect(person.id).tables["rights_requests"] == []
    erase_candidate(actor=SYSTEM, candidate_id=person.id)
    db.session.commit()
    assert db.session.get(RightsRequest, request.id).postal_address == ADDRESS
    officer.submit(officer.page(f"{LIST}/{request.id}"), "answer-form", {"answer": "Voici."})
    officer.submit(officer.page(_url(_letter(db))), "posted-form")
    clock.shift(timedelta(days=365))
    retention.run_batch(actor=SYSTEM, accept_clock=True)
    assert db.session.scalars(select(RightsRequest.state)).all() == [RequestState.ERASED]
    assert db.session.scalars(select(OutgoingMail)).all() == []


def test_outbox_shows_a_letter_on_paper_and_nothing_of_its_address(officer: PageClient, sign_in: Any, db: Any) -> None:
    """B3.3: the mask of an address without an @ gave all of it."""
    request = _written()
    officer.submit(officer.page(f"{LIST}/{request.id}"), "answer-form", {"answer": "Voici."})
    text = sign_in(Role.ADMINISTRATOR).page("/staff/admin/outbox?lang=fr").text
    assert "à poster" in text
    assert "Lilas" not in text
    assert mask(ADDRESS) == "•••"


def test_somebody_else_s_letter_cannot_be_reached_from_a_request(officer: PageClient, db: Any) -> None:
    """B3.1."""
    first, other = _written(), _written()
    officer.submit(officer.page(f"{LIST}/{first.id}"), "answer-form", {"answer": "Voici."})
    letter = _letter(db)
    token = officer.page(_url(letter)).form("posted-form").values["csrf_token"]
    path = f"{LIST}/{other.id}/letters/{letter.id}"
    assert officer.get(path).status_code == 404
    sent = {"csrf_token": token, "posted_on": "2026-11-23"}
    assert officer.post(f"{path}/posted", data=sent).status_code == 404
    assert _letter(db).state is MailState.TO_POST


def test_one_address_at_least_is_needed(officer: PageClient, db: Any) -> None:
    form = {"received_on": "2026-11-20", "body": "Une copie"}
    page = officer.submit(officer.page(f"{LIST}/new?lang=fr"), "register-form", form, status=422)
    assert "ou l’adresse postale" in page.text
    long = {**form, "postal_address": "a" * 255}
    assert officer.submit(page, "register-form", long, status=422).by_id("postal_address-error") is not None
    assert db.session.scalars(select(RightsRequest)).all() == []
