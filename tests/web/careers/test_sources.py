"""Through which ad a person came: carried in our own addresses, kept with the application, and in no cookie."""

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.applications.models import Application
from tests.adapters import samples
from tests.factories import JobFactory
from tests.page_client import PageClient


def _apply(client: PageClient, path: str) -> None:
    """From the list to the job to the form, as a person goes."""
    page = client.page(path)
    job = next(link.get("href", "") for link in page.find_all("a") if "/jobs/analyste" in link.get("href", ""))
    page = client.page(job)
    form = next(link.get("href", "") for link in page.find_all("a") if "/apply" in link.get("href", ""))
    values = {"name": "Léa Roy", "email": "lea@example.org", "cv": ("cv.pdf", samples.pdf())}
    client.submit(client.page(form), "apply", values)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", (None, None, None)),
        ("?source=linkedin", ("linkedin", None, None)),
        ("?utm_source=apec&utm_medium=cpc&utm_campaign=rentrée 2026", ("apec", "cpc", "rentrée 2026")),
        ("?source=linkedin&utm_source=apec", ("linkedin", None, None)),
        ("?source=" + "x" * 200, ("x" * 60, None, None)),
        ("?source=lea.roy@example.org&utm_campaign=<script>", ("lea.royexample.org", None, "script")),
        ("?source=%00%0d%0a", (None, None, None)),
    ],
)
def test_the_source_travels_to_the_application(
    db: Any, client: PageClient, query: str, kept: tuple[str | None, ...]
) -> None:
    JobFactory()
    _apply(client, f"/jobs{query}")
    application = db.session.scalars(select(Application)).one()
    assert (application.source, application.medium, application.campaign) == kept
    assert client.get(f"/jobs{query}").headers.get("Set-Cookie") is None


def test_no_source_leaves_for_another_page(client: PageClient) -> None:
    page = client.page("/jobs?source=linkedin")
    assert all(
        "source" not in link.get("href", "") for link in page.find_all("a") if "/privacy" in link.get("href", "")
    )
