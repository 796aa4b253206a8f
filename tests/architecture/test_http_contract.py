"""docs/http.md is true: each route exists with its method, and each form has the fields that it names."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core.permissions import Role
from tests.factories import ApplicationFactory, JobFactory, QuestionFactory
from tests.page_client import PageClient

PAGE = (Path(__file__).parents[2] / "docs" / "http.md").read_text()
ROWS = re.findall(r"^\| (GET|POST) \| `([^`]+)` \| (?:`([^`]*)`)? ?\|", PAGE, re.MULTILINE)


def _pattern(path: str) -> str:
    return re.sub(r"<(?:uuid:)?[^>]*>", "<>", path)


def test_every_route_of_the_page_exists(app: Flask) -> None:
    routes = {
        (method, re.sub(r"<[^>]*>", "<>", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
    }
    assert len(ROWS) > 25
    assert {(method, _pattern(path)) for method, path, _fields in ROWS} - routes == set()


def test_every_public_route_is_on_the_page(app: Flask) -> None:
    told = {(method, _pattern(path)) for method, path, _fields in ROWS}
    public = {
        (method, re.sub(r"<[^>]*>", "<>", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith(("/staff", "/static"))
    }
    assert public - told == set()


def _told(method: str, path: str) -> set[str]:
    fields = next(fields for m, p, fields in ROWS if (m, p) == (method, path))
    return set(fields.split())


def test_the_application_form_has_the_fields_that_are_told(app: Flask, client: PageClient) -> None:
    job = JobFactory()
    question = QuestionFactory(job_id=job.id)
    page = client.page(f"/jobs/{job.slug}/apply")
    shown = {element.get("name") for element in page.form("apply").element.iter() if element.get("name")}
    told = _told("POST", "/jobs/<slug>/apply")
    assert shown == (told - {"question_<uuid>"}) | {f"question_{question.id}"}


def test_the_sign_in_has_the_fields_that_are_told(client: PageClient) -> None:
    form = client.page("/staff/login").form("sign-in").element
    shown = {element.get("name") for element in form.iter() if element.get("name")}
    assert shown == _told("POST", "/staff/login")


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ("move", "/staff/applications/<uuid>/move"),
        ("reject", "/staff/applications/<uuid>/decide"),
        ("note-form", "/staff/applications/<uuid>/notes"),
    ],
)
def test_the_dossier_s_forms_have_the_fields_that_are_told(db: Any, sign_in: Any, form: str, path: str) -> None:
    page = sign_in(Role.RECRUITER).page(f"/staff/applications/{ApplicationFactory().id}")
    shown = {element.get("name") for element in page.form(form).element.iter() if element.get("name")}
    assert shown == _told("POST", path) - {"next"}
