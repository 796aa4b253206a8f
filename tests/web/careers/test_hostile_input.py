"""What no form of ours sends, but somebody will: blanks for a name, NUL bytes, half a body."""

from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from app.domain.applications.models import Answer, Application
from app.domain.jobs.enums import QuestionKind
from app.domain.jobs.models import JobText, Stage
from tests.adapters import samples
from tests.factories import JobFactory, QuestionFactory
from tests.page_client import PageClient

PDF = ("CV.pdf", samples.pdf())
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> [x](javascript:alert(1)) {{ 7*7 }}"
PERSON = {"name": "Camille Durand", "email": "camille@example.org", "cv": PDF}


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u202e", "\u200b\t"])
def test_a_name_of_blanks_is_no_name(db: Any, client: PageClient, blank: str) -> None:
    job = JobFactory()
    page = client.page(f"/jobs/{job.slug}/apply")
    refused = client.submit(page, "apply", {**PERSON, "name": blank}, status=422)
    assert len(refused.find_all("p", class_="field-error")) == 1
    assert db.session.scalar(select(func.count()).select_from(Application)) == 0


def test_a_required_question_is_not_answered_by_blanks(db: Any, client: PageClient) -> None:
    job = JobFactory()
    question = QuestionFactory(job_id=job.id, is_required=True)
    page = client.page(f"/jobs/{job.slug}/apply")
    refused = client.submit(page, "apply", {**PERSON, f"question_{question.id}": "  "}, status=422)
    assert len(refused.find_all("p", class_="field-error")) == 1
    client.submit(refused, "apply", {f"question_{question.id}": " C1 "})
    assert db.session.scalars(select(Answer.value)).all() == ["C1"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/jobs?q=%00analyste", 200),
        ("/jobs?place=%00", 200),
        ("/jobs?department=a%00b", 200),
        ("/jobs?page=-1", 200),
        ("/jobs?page=99999999999999999999999999", 200),
        ("/jobs?page=%00", 200),
        ("/jobs/a%00b", 404),
        ("/jobs/a%00b/apply", 404),
        ("/jobs/%F0%9F%92%A9", 404),
        (f"/jobs/{'x' * 3000}", 404),
        ("/jobs?q=" + "%25_" * 200, 200),
        ("/jobs?lang=zz", 200),
    ],
)
def test_no_address_breaks_a_page(client: PageClient, path: str, status: int) -> None:
    JobFactory()
    client.page(path, status=status)


def test_nul_bytes_in_a_form_are_left_out(db: Any, client: PageClient) -> None:
    job = JobFactory()
    question = QuestionFactory(job_id=job.id)
    page = client.page(f"/jobs/{job.slug}/apply")
    given = {"name": "Ca\x00mille", "message": "a\x00b", "phone": "\x0006", f"question_{question.id}": "C\x001"}
    client.submit(page, "apply", {**PERSON, **given, "cv": ("C\x00V.pdf", PDF[1])})
    application = db.session.scalars(select(Application)).one()
    assert (application.name, application.message, application.phone) == ("Camille", "ab", "06")


def test_a_form_without_anything_in_it_is_refused_calmly(client: PageClient) -> None:
    job = JobFactory()
    for body, kind in ((b"", None), (b"%%%", "application/x-www-form-urlencoded"), (b"--x", "multipart/form-data")):
        answer = client.post(f"/jobs/{job.slug}/apply", data=body, content_type=kind)
        assert answer.status_code == 422


def test_a_file_far_over_the_limit_is_refused_beside_its_field(client: PageClient) -> None:
    """R4: two and a half times the limit is read through, so that what was typed comes back."""
    page = client.page(f"/jobs/{JobFactory().slug}/apply")
    heavy = ("Scan.pdf", PDF[1] + bytes(25 * 1024 * 1024))
    refused = client.submit(page, "apply", {**PERSON, "cv": heavy}, status=422)
    assert len(refused.find_all("p", class_="field-error")) == 1
    assert refused.form("apply").values["name"] == "Camille Durand"


def test_what_a_stranger_writes_is_inert_wherever_staff_read_it(db: Any, client: PageClient, sign_in: Any) -> None:
    """ASVS 1.2.1: board, list and dossier; the check of every page refuses a new element, handler or script."""
    job = JobFactory()
    question = QuestionFactory(job_id=job.id, kind=QuestionKind.LONG_TEXT)
    given = {
        "name": EVIL[:120],
        "message": EVIL,
        "phone": EVIL[:40],
        "current_position": EVIL,
        f"question_{question.id}": EVIL,
        "cv": (f"{EVIL}.pdf", PDF[1]),
    }
    client.submit(client.page(f"/jobs/{job.slug}/apply"), "apply", {**PERSON, **given})
    application = db.session.scalars(select(Application)).one()
    staff = sign_in()
    for path in (f"jobs/{job.id}/board", f"jobs/{job.id}/applications", f"applications/{application.id}"):
        page = staff.page(f"/staff/{path}")
        assert "<script>alert(1)</script>" in page.text, path
        assert not page.find_all("img", src="x"), path
    assert page.text.count("{{ 7*7 }}") >= 3


def test_what_staff_write_of_a_job_is_inert_wherever_it_is_read(db: Any, client: PageClient, sign_in: Any) -> None:
    """ASVS 1.3.1: the ad, the form with its questions, the steps; links to scripts are no links."""
    job = JobFactory(title=EVIL[:80], place=EVIL, department=EVIL)
    for text in db.session.scalars(select(JobText)):
        text.description = f"{EVIL}\n\n<iframe src=//evil.example></iframe>\n\n![x](https://evil.example/x.png)"
    db.session.scalars(select(Stage).where(Stage.position == 1)).one().names = {"fr": EVIL}
    db.session.commit()
    QuestionFactory(
        job_id=job.id, kind=QuestionKind.CHOICE, labels={"fr": EVIL}, reasons={"fr": EVIL}, options=[{"fr": EVIL}]
    )
    pages = [client.page(path) for path in ("/jobs", f"/jobs/{job.slug}", f"/jobs/{job.slug}/apply")]
    pages.append(sign_in().page(f"/staff/jobs/{job.id}"))
    for page in pages:
        assert "<script>alert(1)</script>" in page.text
        assert not [*page.tree.iter("img"), *page.tree.iter("iframe")]
        assert not [link for link in page.tree.iter("a") if (link.get("href") or "").startswith("javascript")]


def test_a_receipt_lasts_thirty_days(client: PageClient, clock: time_machine.Traveller) -> None:
    sent = client.submit(client.page(f"/jobs/{JobFactory().slug}/apply"), "apply", PERSON)
    clock.shift(30 * 24 * 3600)
    client.page(sent.location)
    clock.shift(2)
    client.page(sent.location, status=404)
