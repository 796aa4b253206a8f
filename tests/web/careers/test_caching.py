"""What a browser may keep of the public pages, and what it may not (B6.6)."""

import pytest

from tests.factories import JobFactory
from tests.page_client import PageClient


@pytest.mark.parametrize("path", ["/jobs", "/jobs?lang=fr&q=analyste", "/jobs/analyste", "/privacy"])
def test_a_page_that_is_the_same_for_everybody_is_kept_and_asked_after(client: PageClient, path: str) -> None:
    JobFactory(slug="analyste")
    first = client.get(path)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert {"Accept-Language", "Cookie"} <= set(again.headers["Vary"].replace(" ", "").split(","))
    assert "Set-Cookie" not in first.headers


def test_a_list_that_has_changed_is_sent_anew(client: PageClient) -> None:
    tag = client.get("/jobs").headers["ETag"]
    JobFactory()
    assert client.get("/jobs", headers={"If-None-Match": tag}).status_code == 200


def test_a_form_and_a_page_that_is_gone_are_never_kept(client: PageClient) -> None:
    JobFactory(slug="analyste")
    for path in ("/jobs/analyste/apply", "/jobs/unknown"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
