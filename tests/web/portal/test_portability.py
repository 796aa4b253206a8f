"""Portability: from the copy alone, the same person is the same person elsewhere, in all that they gave (A8.3)."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from sqlalchemy import select

from app.core.text import in_language
from app.domain.applications.models import Application
from app.domain.jobs.enums import QuestionKind
from app.domain.jobs.models import Job, Question
from app.domain.people.models import Candidate
from tests.adapters import samples
from tests.conftest import empty
from tests.factories import AccountFactory, JobFactory, MessageFactory, NoteFactory, QuestionFactory
from tests.page_client import PageClient

OPTIONS = [{"fr": "Un à trois ans", "en": "One to three"}, {"fr": "Plus", "en": "More"}]
ANSWERS = {
    QuestionKind.SHORT_TEXT: "C1, « certifié »",
    QuestionKind.LONG_TEXT: "Deux\r\nlignes\r\n\r\n– et un tiret",
    QuestionKind.CHOICE: "More",
    QuestionKind.YES_NO: "Yes",
    QuestionKind.NUMBER: "2.5",
    QuestionKind.DATE: "2027-01-04",
    QuestionKind.LINK: "https://example.org/x?a=1&b=2",
}
OF_THE_FORM = ["name", "phone", "current_position", "message", "accommodation"]
OF_THE_APPLICATION = [*OF_THE_FORM, "locale", "source", "medium", "campaign"]
Given = dict[str, Any]


def _instance(app: Flask) -> Job:
    """An empty one, with the job and its questions; their ids are its own."""
    empty(app)
    job = JobFactory(title="Analyste M&A")
    for kind in QuestionKind:
        given = {"options": OPTIONS} if kind is QuestionKind.CHOICE else {}
        QuestionFactory(job_id=job.id, kind=kind, labels={"fr": f"Question {kind}", "en": f"Asked {kind}"}, **given)
    return job


def _apply(app: Flask, job: Job, db: Any, given: Given) -> Candidate:
    """By the form, as a browser sends it, then by one's own pages."""
    questions = {in_language(each.labels, given["locale"]): each.id for each in db.session.scalars(select(Question))}
    said = {name: given[name] or "" for name in OF_THE_FORM}
    origin = f"utm_source={given['source']}&utm_medium={given['medium']}&utm_campaign={given['campaign']}"
    client = PageClient(app)
    page = client.page(f"/jobs/{job.slug}/apply?lang={given['locale']}&{origin}")
    answers = {f"question_{questions[label]}": value for label, value in given["answers"].items()}
    box = {"pool_consent": "y"} if given["pool"] else {}
    client.submit(page, "apply", {**said, **given["files"], **answers, **box, "email": given["email"]})
    return db.session.scalars(select(Candidate)).one()


def _write(client: PageClient, application_id: Any, given: Given) -> None:
    path = f"/me/applications/{application_id}"
    for body in given["messages"]:
        client.submit(client.page(path), "message-form", {"body": body})
    client.submit(client.page(path), "side-form", {"side": given["side"]})
    for purpose, reason in given["objections"].items():
        client.submit(client.page("/me/"), f"/me/objections/{purpose}", {"reason": reason})


def _given_in(copy: bytes) -> Given:
    """What the person gave, by ``data.json`` and the files of their copy, and by nothing else."""
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        data, schema = json.loads(archive.read("data.json")), json.loads(archive.read("schema.json"))
        octets = [archive.read(name) for name in archive.namelist() if name.startswith("files/")]
    Draft202012Validator(schema).validate(data)
    tables, content = data["tables"], {hashlib.sha256(each).hexdigest(): each for each in octets}
    [person], [application] = tables["candidates"], tables["applications"]
    documents = {each["id"]: (each["filename"], content[each["sha256"]]) for each in tables["documents"]}
    pool = [each["words"] for each in tables["consents"] if each["purpose"] == "pool" and each["withdrawn_at"] is None]
    return {
        "email": person["email"],
        **{name: application[name] for name in OF_THE_APPLICATION},
        "answers": {each["label"]: each["value"] for each in tables["answers"]},
        "files": {kind: documents[application[f"{kind}_id"]] for kind in ("cv", "cover_letter")},
        "pool": pool,
        "messages": [
            each["body"]
            for each in sorted(tables["messages"], key=lambda each: each["written_at"])
            if each["written_by"] == "candidate"
        ],
        "side": tables["statements"][0]["body"],
        "objections": {each["purpose"]: each["reason"] for each in tables["objections"]},
    }


def test_who_carries_their_copy_elsewhere_has_there_all_that_they_gave(app: Flask, db: Any, enter: Callable) -> None:
    """A8.3 T: schema-valid JSON and the original files; into an empty instance; what that one gives is equal."""
    given: Given = {
        "email": "Zoé.Petit@example.org",
        "name": "Zoé Petit-O’Neil",
        "phone": "+33 6 39 98 00 01",
        "current_position": "Analyste « senior »",
        "message": "Bonjour,\r\n\r\nJe suis libre.",
        "accommodation": "Un fauteuil",
        "locale": "en",
        "source": "annuaire.example",
        "medium": "ad",
        "campaign": "2026-11",
        "answers": {f"Asked {kind}": value for kind, value in ANSWERS.items()},
        "files": {
            "cv": ("CV Zoé (final).pdf", samples.pdf("Zoé")),
            "cover_letter": ("Lettre.docx", samples.word("Madame, Monsieur")),
        },
        "pool": True,
        "messages": ["Une question.", "Et une autre,\r\nsur deux lignes."],
        "side": "Je ne suis pas d’accord.",
        "objections": {"feedback": "Ne gardez rien."},
    }
    copies = []
    for _ in range(2):
        job = _instance(app)
        person = _apply(app, job, db, given)
        application_id = db.session.scalars(select(Application.id)).one()
        client = enter(person)
        _write(client, application_id, given)
        team = AccountFactory().id
        NoteFactory(application_id=application_id, account_id=team, body="Une note")
        MessageFactory(application_id=application_id, account_id=team, body="Ce que l’équipe a écrit")
        copies.append(client.get("/me/data").data)
        # The second time by what the copy says, of an instance that is gone.
        given = _given_in(copies[-1])
    first, second = map(_given_in, copies)
    assert first == second
    assert (first["name"], first["message"]) == ("Zoé Petit-O’Neil", "Bonjour,\n\nJe suis libre.")
    assert first["answers"] == {f"Asked {kind}": value.replace("\r", "") for kind, value in ANSWERS.items()}
    assert first["files"]["cv"] == ("CV Zoé (final).pdf", samples.pdf("Zoé"))
    assert first["messages"] == ["Une question.", "Et une autre,\nsur deux lignes."]
    assert all(value for value in first.values())
    with zipfile.ZipFile(io.BytesIO(copies[1])) as archive:
        assert json.loads(archive.read("data.json"))["tables"]["notes"]
        page = archive.read("index.html").decode()
    assert re.findall("<dt>From</dt><dd>(.*?)</dd>", page) == ["you", "you", "the team"]
