"""Applying: three fields, nothing lost, one application, the same answer for everybody (R3, R4, B6.2, C6.3)."""

from io import BytesIO
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.adapters.storage import LocalStorage, StorageUnavailable
from app.core import edition
from app.domain.applications.models import Answer, Application
from app.domain.documents.enums import DocumentState
from app.domain.documents.models import Document
from app.domain.jobs.enums import QuestionKind
from app.domain.jobs.models import Job
from app.domain.mail.models import OutgoingMail
from app.domain.people.models import Consent
from app.extensions import limiter
from tests.adapters import samples
from tests.concurrency import in_parallel
from tests.factories import JobFactory, QuestionFactory
from tests.page_client import Page, PageClient
from tests.statements import counted_statements

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
PDF = ("CV Camille Durand.pdf", samples.pdf())


def _form(client: PageClient, job: Job, query: str = "lang=fr") -> Page:
    return client.page(f"/jobs/{job.slug}/apply?{query}")


def _filled(**given: Any) -> dict[str, Any]:
    return {"name": "Camille Durand", "email": "camille@example.org", "cv": PDF, **given}


def _send(client: PageClient, job: Job, status: int = 303, **given: Any) -> Page:
    return client.submit(_form(client, job), "apply", _filled(**given), status=status)


def _count(db: Any, model: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model)))


def _errors(page: Page) -> list[str]:
    return ["".join(element.itertext()).strip() for element in page.find_all("p", class_="field-error")]


@pytest.mark.promise("C2.2")
def test_three_fields_are_enough_and_the_receipt_says_what_comes_next(
    db: Any, client: PageClient, clock: time_machine.Traveller
) -> None:
    """A3.2, C2.2: without the box, without a cookie."""
    job = JobFactory(answer_days=21)
    sent = _send(client, job)
    assert "Set-Cookie" not in sent.response.headers
    receipt = client.page(sent.location)
    application = db.session.scalars(select(Application)).one()
    assert application.reference in receipt.text
    assert "14\u00a0décembre\u00a02026" in receipt.text
    assert "camille" not in receipt.html.lower()
    assert _count(db, Consent) == 0


@pytest.mark.parametrize("word", ["no", "0", "off", "n", "False", "false", "non", "yes", "on", "1", "Y", "y ", " "])
def test_only_the_value_of_our_own_box_is_a_consent(db: Any, client: PageClient, word: str) -> None:
    """A1.1: a "no" is never read as a yes; what is refused beside it does not become one on the page."""
    job = JobFactory()
    again = _send(client, job, 422, pool_consent=word, name="")
    box = again.by_id("pool_consent")
    assert (box.get("checked"), box.get("value")) == (None, "y")
    _send(client, job, pool_consent=word)
    assert (_count(db, Application), _count(db, Consent)) == (1, 0)


def test_the_box_as_a_browser_sends_it_is_a_consent(db: Any, client: PageClient) -> None:
    """A1.1."""
    page = _form(client, JobFactory())
    client.submit(page, "apply", _filled(pool_consent=page.by_id("pool_consent").get("value")))
    assert _count(db, Consent) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cv.pdf", samples.pdf()),
        ("cv.docx", samples.word()),
        ("cv.odt", samples.odt()),
        ("cv.rtf", rb"{\rtf1\ansi Camille Durand}"),
        ("cv.txt", "Camille Durand, expérience à l’étranger".encode()),
    ],
)
def test_every_kind_of_file_is_taken(db: Any, client: PageClient, name: str, content: bytes) -> None:
    _send(client, JobFactory(), cv=(name, content))
    document = db.session.scalars(select(Document)).one()
    assert (document.state, document.size) == (DocumentState.KEPT, len(content))


def test_all_that_may_be_given_is_kept(db: Any, client: PageClient) -> None:
    job = JobFactory()
    kinds = {
        kind: QuestionFactory(job_id=job.id, kind=kind) for kind in QuestionKind if kind is not QuestionKind.CHOICE
    }
    options = [{"fr": "Un à trois ans", "en": "One to three"}, {"fr": "Plus", "en": "More"}]
    kinds[QuestionKind.CHOICE] = QuestionFactory(job_id=job.id, kind=QuestionKind.CHOICE, options=options)
    given = {
        QuestionKind.SHORT_TEXT: "C1",
        QuestionKind.LONG_TEXT: "Deux\r\nlignes",
        QuestionKind.CHOICE: "Plus",
        QuestionKind.YES_NO: "Oui",
        QuestionKind.NUMBER: "2,5",
        QuestionKind.DATE: "2027-01-04",
        QuestionKind.LINK: "https://example.org/x",
    }
    _send(
        client,
        job,
        cover_letter=("Lettre.docx", samples.word("Madame, Monsieur")),
        message="Bonjour",
        phone="06 39 98 00 01",
        current_position="Analyste",
        pool_consent="y",
        **{f"question_{kinds[kind].id}": value for kind, value in given.items()},
    )
    application = db.session.scalars(select(Application)).one()
    assert (application.message, application.phone, application.current_position) == (
        "Bonjour",
        "06 39 98 00 01",
        "Analyste",
    )
    answers = {answer.question_id: answer.value for answer in db.session.scalars(select(Answer))}
    assert answers == {kinds[kind].id: value.replace("\r", "") for kind, value in given.items()}
    assert _count(db, Consent) == 1


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"name": ""}, 1),
        ({"name": "x" * 121}, 1),
        ({"email": ""}, 1),
        ({"email": "camille.durand"}, 1),
        ({"message": "x" * 5001}, 1),
        ({"phone": "0" * 41}, 1),
        ({"current_position": "x" * 161}, 1),
        ({"name": "", "email": "camille@"}, 2),
    ],
)
def test_every_refusal_keeps_what_was_typed_and_the_file(
    db: Any, client: PageClient, change: dict[str, str], faults: int
) -> None:
    """R4, and then the corrected form goes in with the file that was already accepted, without choosing it again."""
    job = JobFactory()
    refused = _send(client, job, 422, **{"message": "Bonjour", "pool_consent": "y", **change})
    assert len(_errors(refused)) == faults
    assert refused.find_all("div", role="alert")
    assert PDF[0] in refused.text
    values = refused.form("apply").values
    assert {name: values.get(name) for name in change} == change
    assert values["pool_consent"] == "y"
    assert values["cv_kept"]
    assert _count(db, Application) == 0
    client.submit(
        refused,
        "apply",
        {
            "name": "Camille",
            "email": "camille@example.org",
            **dict.fromkeys(set(change) & {"message", "phone", "current_position"}, "bref"),
        },
    )
    assert _count(db, Application) == 1
    assert [d.state for d in db.session.scalars(select(Document))] == [DocumentState.KEPT]


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        (QuestionKind.NUMBER, "douze"),
        (QuestionKind.LINK, "javascript:alert(1)"),
        (QuestionKind.DATE, "demain"),
        (QuestionKind.CHOICE, "une autre"),
        (QuestionKind.YES_NO, "peut-être"),
        (QuestionKind.SHORT_TEXT, "x" * 301),
        (QuestionKind.LONG_TEXT, "x" * 4001),
        (QuestionKind.SHORT_TEXT, ""),
        (QuestionKind.CHOICE, None),
    ],
)
def test_an_answer_that_cannot_be_one_is_refused_beside_its_question(
    db: Any, client: PageClient, kind: QuestionKind, bad: str | None
) -> None:
    job = JobFactory()
    question = QuestionFactory(job_id=job.id, kind=kind, options=[{"fr": "A"}, {"fr": "B"}], is_required=True)
    refused = _send(client, job, 422, **{f"question_{question.id}": bad})
    assert len(_errors(refused)) == 1
    assert _count(db, Application) == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cv.pdf", b""),
        ("cv.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("cv.exe", b"MZ\x90\x00" + b"\x00" * 100),
        ("cv.docx", samples.pdf()),
        ("cv.pdf.exe", samples.pdf()),
        ("cv.pdf", samples.locked_pdf()),
        ("cv.docx", samples.bomb()),
    ],
)
def test_a_file_that_is_not_one_is_refused_beside_its_field(
    db: Any, client: PageClient, name: str, content: bytes
) -> None:
    """5.2.1, 5.2.2: told from the bytes, with what to do; nothing of it is left."""
    refused = _send(client, JobFactory(), 422, cv=(name, content), message="Bonjour")
    assert len(_errors(refused)) == 1
    assert refused.form("apply").values["message"] == "Bonjour"
    assert "cv_kept" not in refused.form("apply").values
    assert _count(db, Document) == 0


def test_a_file_over_the_limit_is_refused_beside_its_field(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5.2.1."""
    monkeypatch.setitem(app.config, "MAX_UPLOAD_BYTES", 400_000)
    refused = _send(client, JobFactory(), 422, cv=("cv.txt", b"x" * 300_000), name="")
    assert len(_errors(refused)) == 1
    monkeypatch.setitem(app.config, "MAX_UPLOAD_BYTES", 100_000)
    refused = _send(client, JobFactory(), 422, cv=("cv.txt", b"x" * 100_001))
    assert len(_errors(refused)) == 1
    assert [document.size for document in db.session.scalars(select(Document))] == [300_000]


def test_a_refused_letter_does_not_cost_the_cv(db: Any, client: PageClient) -> None:
    """R4."""
    job = JobFactory()
    refused = _send(client, job, 422, cover_letter=("lettre.pdf", b"GIF89a"))
    assert len(_errors(refused)) == 1
    client.submit(refused, "apply")
    application = db.session.scalars(select(Application)).one()
    assert application.cover_letter_id is None


def test_a_new_file_replaces_the_kept_one_and_a_refused_one_does_not(db: Any, client: PageClient) -> None:
    job = JobFactory()
    refused = _send(client, job, 422, name="")
    again = client.submit(refused, "apply", {"name": "", "cv": ("neuf.odt", samples.odt())}, status=422)
    assert "neuf.odt" in again.text
    still = client.submit(again, "apply", {"cv": ("faux.pdf", b"no")}, status=422)
    assert "neuf.odt" in still.text
    client.submit(still, "apply", {"name": "Camille"})
    application = db.session.scalars(select(Application)).one()
    assert db.session.get(Document, application.cv_id).filename == "neuf.odt"


def test_no_cv_is_told_and_a_lost_one_too(db: Any, client: PageClient, clock: time_machine.Traveller) -> None:
    job = JobFactory()
    assert len(_errors(_send(client, job, 422, cv=None))) == 1
    refused = _send(client, job, 422, name="")
    for token in ("forged", refused.form("apply").values["cv_kept"][:-2]):
        lost = client.submit(refused, "apply", {"name": "Camille", "cv_kept": token}, status=422)
        assert len(_errors(lost)) == 1
    other = _form(client, JobFactory())
    stolen = {**_filled(cv=None), "cv_kept": refused.form("apply").values["cv_kept"]}
    assert len(_errors(client.submit(other, "apply", stolen, status=422))) == 1


@pytest.mark.parametrize("token", ["", "forged", None])
def test_a_forged_form_token_is_a_page_to_send_again(db: Any, client: PageClient, token: str | None) -> None:
    job = JobFactory()
    refused = _send(client, job, 422, form_token=token)
    assert _count(db, Application) == 0
    assert refused.form("apply").values["name"] == "Camille Durand"
    client.submit(refused, "apply")
    assert _count(db, Application) == 1


def test_a_form_left_open_too_long_and_one_of_another_job_are_sent_again(
    db: Any, client: PageClient, clock: time_machine.Traveller
) -> None:
    job, other = JobFactory(), JobFactory()
    page = _form(client, job)
    foreign = _form(client, other).form("apply").values["form_token"]
    assert client.submit(page, "apply", _filled(form_token=foreign), status=422)
    clock.shift(13 * 3600)
    refused = client.submit(page, "apply", _filled(), status=422)
    client.submit(refused, "apply")
    assert _count(db, Application) == 1


def test_sending_twice_and_pressing_back_give_one_application_and_one_receipt(db: Any, client: PageClient) -> None:
    """R3: with the file chosen again, and with the file kept from a refused form."""
    job = JobFactory()
    page = _form(client, job)
    receipts = {client.page(client.submit(page, "apply", _filled()).location).text for _ in range(3)}
    assert (len(receipts), _count(db, Application), _count(db, OutgoingMail)) == (1, 1, 1)
    refused = _send(client, job, 422, name="", email="autre@example.org")
    receipts = {client.page(client.submit(refused, "apply", {"name": "Autre"}).location).text for _ in range(3)}
    assert (len(receipts), _count(db, Application)) == (1, 2)


def test_back_with_a_corrected_address_is_another_application(db: Any, client: PageClient) -> None:
    page = _form(client, JobFactory())
    client.submit(page, "apply", _filled(email="camile@example.org"))
    client.submit(page, "apply", _filled())
    assert _count(db, Application) == 2


def test_twenty_parallel_posts_of_one_form_make_one_application(app: Flask, db: Any, client: PageClient) -> None:
    """R3, 15.4.2."""
    values = _form(client, JobFactory()).form("apply")

    def post() -> str:
        sent = PageClient(app).post(
            values.action,
            data={**values.values, "name": "Camille", "email": "camille@example.org", "cv": (BytesIO(PDF[1]), PDF[0])},
            content_type="multipart/form-data",
        )
        assert sent.status_code == 303
        return PageClient(app).page(sent.headers["Location"]).text

    assert len(set(in_parallel(app, [post] * 20))) == 1
    assert (_count(db, Application), _count(db, OutgoingMail)) == (1, 1)


def test_a_known_address_sees_what_anybody_sees(db: Any, client: PageClient) -> None:
    """B6.2: status, page and length; the truth goes by mail."""
    job = JobFactory()
    first = client.page(_send(client, job).location)
    again = client.page(_send(client, job).location)
    new = client.page(_send(client, job, email="nouvelle@example.org").location)
    shapes = {len(page.html) for page in (first, again, new)}
    assert len(shapes) == 1
    assert _count(db, Application) == 2


def test_a_robot_gets_a_receipt_and_leaves_nothing(db: Any, client: PageClient) -> None:
    sent = _send(client, JobFactory(), website="https://spam.example")
    client.page(sent.location)
    assert [_count(db, model) for model in (Application, Document, OutgoingMail)] == [0, 0, 0]


@pytest.mark.promise("C3.1")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_notice_stands_before_the_button_and_covers_every_item(client: PageClient, language: str) -> None:
    """A3.1, A3.2, A1.1, C3.1: the box of the talent pool is never ticked beforehand."""
    page = _form(client, JobFactory(), f"lang={language}")
    form = page.form("apply").element
    order = list(form.iter())
    notice = next(element for element in order if element.get("id") == "privacy-notice")
    button = next(element for element in order if element.tag == "button" and element.get("type") == "submit")
    assert order.index(notice) < order.index(button)
    items = {item for element in notice.iter() for item in (element.get("data-items") or "").split()}
    assert items == {f"G{number}" for number in range(1, 11)}
    box = page.by_id("pool_consent")
    assert (box.get("type"), box.get("checked"), box.get("required")) == ("checkbox", None, None)
    assert [e.get("name") for e in order if e.get("required") is not None] == ["cv", "name", "email"]


def test_what_was_typed_comes_back_inert(client: PageClient) -> None:
    """ASVS 1.2.1: the page's own check refuses a new element or handler."""
    refused = _send(
        client, JobFactory(), 422, name=EVIL, email=EVIL, message=EVIL, phone=EVIL[:40], cv=(f"{EVIL}.pdf", PDF[1])
    )
    assert refused.form("apply").values["name"] == EVIL


def test_a_store_that_is_away_takes_nothing_by_halves(
    db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R12: 503, nothing half-taken, job pages still up."""
    job = JobFactory()
    page = _form(client, job)

    def away(*_given: Any) -> None:
        raise StorageUnavailable

    monkeypatch.setattr(LocalStorage, "write", away)
    client.submit(page, "apply", _filled(), status=503)
    assert (_count(db, Application), _count(db, Document)) == (0, 0)
    client.page(f"/jobs/{job.slug}")


def test_octets_in_chunks_count_as_they_are_read(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5.2.4: such a body says no length."""
    job = JobFactory()
    monkeypatch.setitem(app.config, "UPLOAD_QUOTA", "10000 per day")
    limiter.reset()
    body = b'--b\r\nContent-Disposition: form-data; name="website"\r\n\r\n' + b"x" * 6000 + b"\r\n--b--\r\n"
    for status in (303, 429):
        sent = client.post(
            f"/jobs/{job.slug}/apply",
            input_stream=BytesIO(body),
            content_type="multipart/form-data; boundary=b",
            headers={"Transfer-Encoding": "chunked"},
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert (sent.status_code, sent.request.content_length) == (status, None)
    limiter.reset()


@pytest.mark.parametrize("token", ["forged", "WyJ4IiwieSJd.x.y"])
def test_a_forged_receipt_is_no_page(client: PageClient, token: str) -> None:
    job = JobFactory()
    client.page(f"/jobs/{job.slug}/receipt/{token}", status=404)


def test_who_sends_to_a_job_that_has_closed_meanwhile_learns_that_it_has_not_arrived(
    db: Any, client: PageClient
) -> None:
    """R1: no page that comes after the button leaves open whether the application was taken."""
    job, said = JobFactory(), "ce que vous venez d’envoyer n’est pas arrivé"
    form = _form(client, job)
    job.state = "paused"
    db.session.commit()
    assert said in client.submit(form, "apply", _filled(), status=404).text
    assert said not in client.page(f"/jobs/{job.slug}?lang=fr", status=404).text
    assert _count(db, Application) == 0


def test_a_receipt_stays_when_the_job_closes(db: Any, client: PageClient) -> None:
    job = JobFactory()
    sent = _send(client, job)
    job.state, job.closed_at = "closed", job.created_at
    db.session.commit()
    client.page(sent.location)


@pytest.mark.parametrize("name", ["\ufffd", "\ufffd \ufffd", " \u200b\ufffd"])
def test_a_name_that_nobody_can_read_is_asked_for_again(client: PageClient, name: str) -> None:
    assert "Indiquez votre nom." in " ".join(_errors(_send(client, JobFactory(), 422, name=name)))


def test_a_text_beyond_all_bounds_is_not_called_a_file(client: PageClient) -> None:
    """R4: the words are those of what happened."""
    page = client.submit(_form(client, JobFactory()), "apply", _filled(message="x" * 1_200_000), status=413)
    assert "Ce texte est trop long" in page.text
    assert "fichier" not in page.text


def test_an_application_asks_the_database_for_little(client: PageClient) -> None:
    """While it is taken in nobody else writes to SQLite: what is asked twice would be waited for by all."""
    job = JobFactory()
    question = QuestionFactory(job_id=job.id)
    _send(client, job, email="first@example.org", **{f"question_{question.id}": "Oui"})
    page, given = _form(client, job), _filled(**{f"question_{question.id}": "Oui"})
    with counted_statements() as sent:
        client.submit(page, "apply", given, status=303)
    assert len([each for each in sent if each != edition.SELECT]) <= 21
    assert [each for each in sent if each.startswith("UPDATE documents")] == []
    assert [each for each in sent if each.startswith("UPDATE candidates")] == []
