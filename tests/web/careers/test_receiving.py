"""Files are judged and stored before the transaction of their form, and only of those who may send."""

import io
from typing import Any

import pytest
from flask import Flask

from app.core.errors import Invalid
from app.domain.documents import vault
from app.domain.documents.enums import DocumentKind
from app.domain.documents.intake import enter, receive
from app.domain.jobs.enums import JobState
from app.web.kit import receiving
from tests.adapters import samples
from tests.factories import JobFactory
from tests.page_client import PageClient


def _send(client: PageClient, slug: str, token: str, **fields: str) -> Any:
    given = {"form_token": token, "name": "Léa Roy", "email": "lea@example.org", **fields}
    files = {"cv": (io.BytesIO(samples.pdf()), "cv.pdf")}
    return client.post(f"/jobs/{slug}/apply", data={**given, **files}, content_type="multipart/form-data")


def _token(client: PageClient, slug: str) -> str:
    return str(client.page(f"/jobs/{slug}/apply").form("apply").values["form_token"])


def test_a_slow_file_keeps_no_other_writer_waiting(
    db: Any, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = JobFactory()
    seen = []

    def watch(**given: Any) -> Any:
        seen.append(db.session().in_transaction() and db.session.connection().get_execution_options()["vivier_writes"])
        return receive(**given)

    monkeypatch.setattr(receiving, "receive", watch)
    assert _send(client, job.slug, _token(client, job.slug)).status_code == 303
    assert seen == [False]


@pytest.mark.parametrize("case", ["closed", "robot", "too many"])
def test_who_may_not_send_stores_nothing(app: Flask, db: Any, client: PageClient, case: str) -> None:
    """5.2.4: a file of a form that has too many waiting never reaches the store."""
    job = JobFactory()
    token = _token(client, job.slug)
    fields = {}
    if case == "closed":
        job.state = JobState.PAUSED
        db.session.commit()
    elif case == "robot":
        fields["website"] = "https://spam.example"
    else:
        for _ in range(app.config["MAX_STAGED_PER_FORM"]):
            _send(client, job.slug, token, email="")
    before = set(vault.storage().list_keys())
    answer = _send(client, job.slug, token, **fields)
    assert answer.status_code == {"closed": 404, "robot": 303, "too many": 422}[case]
    assert set(vault.storage().list_keys()) == before


def test_a_form_that_has_meanwhile_sent_too_many_gets_no_row(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        received = receive(upload=io.BytesIO(samples.pdf()), filename="cv.pdf")
        monkeypatch.setitem(app.config, "MAX_STAGED_PER_FORM", 0)
        with pytest.raises(Invalid):
            enter(received, kind=DocumentKind.CV, staged_by="form")
