"""Where a sign-in may lead (B6.5), and the addresses of many things."""

from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask, url_for
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import BuildError

from app.web.kit.places import addresses, safe_next, url_for_of_page
from tests.page_client import PageClient


@pytest.mark.parametrize("path", ["/staff/", "/staff/jobs", "/staff/applications/1?tab=notes&lang=en#cv"])
def test_a_path_of_the_back_office_is_followed(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "//evil.example",
        "/\\evil.example",
        "/staff/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/staff/",
        "https:/staff/",
        "javascript:alert(1)",
        "/staff/\r\nSet-Cookie: a=b",
        "/staff/\tx",
        "/staff/\x00",
        " /staff/",
        "staff/",
        "/jobs",
        "/staffage",
    ],
)
def test_anything_else_is_forgotten(raw: str | None) -> None:
    """B6.5: other hosts, backslashes, line breaks, other doors."""
    assert safe_next(raw) is None


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/staff", "/staff/"),
        ("/me?lang=en", "/me/?lang=en"),
        ("/staff//jobs", "/staff/jobs"),
    ],
)
def test_a_slash_is_mended_on_the_site_where_one_is(client: PageClient, path: str, place: str) -> None:
    """B5: whoever chose the host of the request, a visitor or a proxy that tells its own, is sent nowhere else."""
    answer = client.open(path, base_url="http://evil.example")
    assert (answer.headers["Location"], "//evil" in answer.text) == (place, False)


@given(st.text(alphabet="/\\staf.:?#@%\r\n evil", max_size=20))
def test_what_is_followed_never_leaves_the_site(raw: str) -> None:
    followed = safe_next(f"/staff/{raw}") or safe_next(raw)
    if followed is not None:
        parts = urlsplit(followed)
        assert (parts.scheme, parts.netloc) == ("", "")
        assert parts.path.startswith("/staff/")
        assert not set(followed) & set("\\\r\n")


def test_the_addresses_of_many_things_are_those_of_each(app: Flask) -> None:
    key = uuid4()
    for path in ("/", "/?lang=en"):
        with app.test_request_context(path):
            way = addresses("recruiting.show_dossier", "application_id")
            assert way(key) == url_for("recruiting.show_dossier", application_id=key)


@pytest.mark.parametrize("path", ["/staff/jobs", "/staff/jobs?lang=en", "/staff/jobs?lang=xx", "/staff/jobs?source=ad"])
@pytest.mark.parametrize("root", ["", "/recrutement"])
def test_the_addresses_of_a_page_are_those_that_flask_gives(app: Flask, path: str, root: str) -> None:
    """Twice each: as they are built, and as they are known; other ids the second time."""
    for _ in range(2):
        one, two = uuid4(), uuid4()
        with app.test_request_context(path, base_url=f"https://jobs.example.org{root}"):
            ours = url_for_of_page()
            for endpoint, values in (
                ("recruiting.show_dossier", {"application_id": one}),
                ("recruiting.show_dossier", {"application_id": one, "next": None}),
                ("recruiting.show_dossier", {"application_id": one, "next": "/staff/jobs?q=50%"}),
                ("recruiting.remove_stage", {"stage_id": two, "job_id": one}),
                ("recruiting.show_board", {"job_id": two, "stage": one, "_anchor": "x"}),
                ("recruiting.list_jobs", {}),
                ("careers.list_jobs", {}),
                ("careers.show_job", {"slug": "analyste"}),
                ("static", {"filename": "css/vivier.css"}),
            ):
                assert ours(endpoint, **values) == url_for(endpoint, **values), (endpoint, values)


def test_an_address_that_does_not_exist_is_a_fault_all_the_same(app: Flask) -> None:
    with app.test_request_context("/staff/jobs"), pytest.raises(BuildError):
        url_for_of_page()("recruiting.show_nothing", application_id=uuid4())
