"""The copy as a file: to a published schema, with the originals, the same octets for the same data (A8.3, R14)."""

import io
import json
import zipfile
from typing import Any

import pytest
from html5lib import HTMLParser
from jsonschema import Draft202012Validator

from app.core.errors import Missing
from app.domain.people.models import Candidate
from app.domain.privacy.bundle import build_bundle, export_schema, pack
from tests.adapters import samples
from tests.factories import AccountFactory, ApplicationFactory, CandidateFactory, DocumentFactory, NoteFactory


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


def test_copy_of_nobody_is_missing(app: Any, db: Any) -> None:
    with app.test_request_context(), pytest.raises(Missing):
        build_bundle(AccountFactory().id, "fr")
