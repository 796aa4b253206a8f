"""A file sent as soon as it is chosen: taken or refused in words, tied to its form; what it says is offered only."""

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain.applications.models import Application
from app.domain.documents.enums import DocumentKind
from app.domain.documents.models import Document
from tests.adapters import samples
from tests.factories import JobFactory
from tests.page_client import PageClient


def _token(client: PageClient, job: Any) -> str:
    return str(client.page(f"/jobs/{job.slug}/apply").form("apply").values["form_token"])


def _upload(client: PageClient, job: Any, content: bytes, **fields: str) -> Any:
    data = {"form_token": fields.pop("form_token", None) or _token(client, job), "kind": "cv", **fields}
    name = data.pop("filename", "CV Léa.pdf")
    return client.open(
        f"/jobs/{job.slug}/apply/files?lang=en",
        method="POST",
        data={**data, "file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def test_a_chosen_file_is_taken_and_stands_in_the_form(db: Any, client: PageClient) -> None:
    """R4: the form sends the token alone, and the application holds the file."""
    job = JobFactory()
    answer = _upload(client, job, samples.pdf())
    assert answer.status_code == 201
    told = answer.get_json()
    assert (told["filename"], set(told)) == ("CV Léa.pdf", {"filename", "size", "token"})
    page = client.page(f"/jobs/{job.slug}/apply")
    sent = client.post(
        f"/jobs/{job.slug}/apply",
        data={
            "form_token": page.form("apply").values["form_token"],
            "name": "Léa Roy",
            "email": "lea@example.org",
            "cv_kept": told["token"],
        },
    )
    assert sent.status_code == 303
    cv_id = db.session.scalar(select(Application.cv_id))
    assert db.session.get(Document, cv_id).filename == "CV Léa.pdf"


@pytest.mark.parametrize(
    ("content", "fields", "words"),
    [
        (b"MZ" + bytes(100), {}, "We cannot read this kind of file"),
        (samples.pdf(), {"filename": "cv.docx"}, "does not match what it holds"),
        (samples.pdf(), {"form_token": "forged"}, "This page had been open for a long time"),
        (samples.pdf(), {"kind": "passport"}, "This file is empty"),
    ],
)
def test_a_refused_file_says_what_to_do_and_leaves_nothing(
    db: Any, client: PageClient, content: bytes, fields: dict[str, str], words: str
) -> None:
    answer = _upload(client, JobFactory(), content, **fields)
    assert answer.status_code == 422
    assert words in answer.get_json()["message"]
    assert db.session.scalar(select(func.count()).select_from(Document)) == 0


def test_no_file_is_a_file_to_choose(client: PageClient) -> None:
    job = JobFactory()
    answer = client.post(f"/jobs/{job.slug}/apply/files", data={"form_token": _token(client, job), "kind": "cv"})
    assert answer.status_code == 422


def test_a_job_that_is_not_open_takes_no_file(client: PageClient) -> None:
    job = JobFactory()
    token = _token(client, job)
    assert _upload(client, JobFactory(closed=True), samples.pdf(), form_token=token).status_code == 404


def test_a_file_belongs_to_the_form_of_its_job_and_to_its_field(client: PageClient) -> None:
    """B3.5."""
    job, other = JobFactory(), JobFactory()
    token = _upload(client, job, samples.pdf()).get_json()["token"]
    for slug, kind in ((other.slug, "cv_kept"), (job.slug, "cover_letter_kept")):
        refused = client.post(
            f"/jobs/{slug}/apply",
            data={"form_token": _token(client, job), "name": "A", "email": "a@example.org", kind: token},
        )
        assert refused.status_code == 422


def test_a_rate_bounds_what_one_address_sends(app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "UPLOAD_RATE", "2 per hour")
    job = JobFactory()
    token = _token(client, job)
    statuses = [_upload(client, job, samples.pdf(), form_token=token).status_code for _ in range(3)]
    assert statuses == [201, 201, 429]


def test_what_the_cv_says_is_offered_to_who_sent_it_alone(client: PageClient) -> None:
    """The token stands in a header, never in an address; a letter offers nothing."""
    job = JobFactory()
    cv = samples.pdf("Camille Durand", "camille.durand@example.org", "06 12 34 56 78", "Expérience")
    token = _upload(client, job, cv).get_json()["token"]
    path = f"/jobs/{job.slug}/apply/contacts"
    assert client.get(path, headers={"X-Kept-File": token}).get_json() == {
        "name": "Camille Durand",
        "email": "camille.durand@example.org",
        "phone": "06 12 34 56 78",
    }
    letter = _upload(client, job, cv, kind=DocumentKind.COVER_LETTER.value).get_json()["token"]
    for headers in ({}, {"X-Kept-File": "forged"}, {"X-Kept-File": letter}):
        assert client.get(path, headers=headers).status_code == 404
    assert client.get(f"/jobs/{JobFactory().slug}/apply/contacts", headers={"X-Kept-File": token}).status_code == 404


def test_one_form_keeps_no_more_files_waiting_than_a_person_would(
    app: Flask, db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5.2.4: refused in words; another form is not concerned, nor is this one once its application is in."""
    monkeypatch.setitem(app.config, "MAX_STAGED_PER_FORM", 2)
    job = JobFactory()
    token = _token(client, job)
    told = [_upload(client, job, samples.pdf(), form_token=token) for _ in range(3)]
    assert [one.status_code for one in told] == [201, 201, 422]
    assert "too many files" in told[2].get_json()["message"]
    assert _upload(client, job, samples.pdf()).status_code == 201
    assert db.session.scalar(select(func.count()).select_from(Document)) == 3
