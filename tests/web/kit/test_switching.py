"""A form that is being filled goes along when its visitor chooses another language (R4, C6.1): without a script."""

from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.applications.models import Answer, Application
from app.domain.contact.models import ContactMessage
from app.domain.documents.models import Document
from app.domain.jobs.enums import QuestionKind
from app.domain.people.models import CandidateCode
from tests.adapters import samples
from tests.factories import JobFactory, QuestionFactory
from tests.page_client import Page, PageClient

TYPED = {"name": "Camille Durand", "message": "Bonjour,\r\nune <b>question</b>."}


def _shown(page: Page, form: str) -> dict[str, Any]:
    return {**page.form(form).values, "form_token": None, "csrf_token": None}


def _count(db: Any, model: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(model)))


@pytest.mark.parametrize(
    ("path", "form", "typed"),
    [
        ("/contact", "contact", {**TYPED, "email": "not yet whole@", "subject": ""}),
        ("/me/sign-in", "sign-in", {"email": "camille@"}),
        ("/staff/login?next=/staff/jobs&lang=fr", "sign-in", {"email": "marie@", "next": "/staff/jobs"}),
        ("/me/link", "link-form", {"token": "the-secret-of-a-link"}),
    ],
)
def test_what_was_typed_is_shown_in_the_other_language_and_nothing_is_judged(
    client: PageClient, db: Any, path: str, form: str, typed: dict[str, str]
) -> None:
    """R4. There and back again, to the same words."""
    page = client.page(path, headers={"Accept-Language": "fr"})
    before = _shown(page, form) | {name: value.replace("\r", "") for name, value in typed.items()}
    there = client.switch(page, form, typed, to="en")
    assert (there.tree.get("lang"), _shown(there, form)) == ("en", before)
    assert (there.find_all("p", class_="field-error"), there.find_all("div", role="alert")) == ([], [])
    back = client.switch(there, form, to="fr")
    assert (back.tree.get("lang"), _shown(back, form)) == ("fr", before)
    assert (_count(db, ContactMessage), _count(db, CandidateCode)) == (0, 0)


def test_a_switched_form_is_sent_as_any_other(client: PageClient, db: Any) -> None:
    """And Enter sends it: the first button of a form is the one that a browser then presses."""
    typed = {**TYPED, "email": "camille@example.org", "subject": "Stages"}
    there = client.switch(client.page("/contact?lang=fr"), "contact", typed, to="en")
    first = next(each for each in there.find_all("button") if each.get("form") == "contact")
    assert (first.get("name"), first.get("formaction"), first.get("tabindex")) == (None, None, "-1")
    assert client.submit(there, "contact").location == "/contact/sent?lang=en"
    message = db.session.scalars(select(ContactMessage)).one()
    assert (message.name, message.locale) == ("Camille Durand", "en")


def test_an_application_goes_along_with_its_files_its_answers_and_its_source(client: PageClient, db: Any) -> None:
    """R4: what was chosen among words of one language is chosen in the other; a file is not chosen twice."""
    job = JobFactory()
    options = [{"fr": "Un à trois ans", "en": "One to three"}, {"fr": "Plus", "en": "More"}]
    years = QuestionFactory(job_id=job.id, kind=QuestionKind.CHOICE, options=options)
    moves = QuestionFactory(job_id=job.id, kind=QuestionKind.YES_NO, is_required=True)
    says = QuestionFactory(job_id=job.id, kind=QuestionKind.SHORT_TEXT)
    given = {f"question_{years.id}": "Plus", f"question_{moves.id}": "Non", f"question_{says.id}": "Plus"}
    files = {"cv": ("CV Camille.pdf", samples.pdf()), "cover_letter": ("Lettre.docx", samples.word("Madame"))}
    page = client.page(f"/jobs/{job.slug}/apply?source=apec&lang=fr")
    there = client.switch(page, "apply", {**TYPED, **given, **files, "pool_consent": "y"}, to="en")
    assert (_count(db, Application), _count(db, Document)) == (0, 2)
    assert there.find_all("p", class_="field-error") == []
    shown = there.form("apply").values
    assert [shown[name] for name in (*TYPED, *given, "pool_consent")] == [
        "Camille Durand",
        "Bonjour,\nune <b>question</b>.",
        "More",
        "No",
        "Plus",
        "y",
    ]
    back = client.switch(client.switch(there, "apply", to="fr"), "apply", {"email": ""}, to="en")
    sent = client.submit(back, "apply", {"email": "camille@example.org", "cv": None, "cover_letter": None})
    assert sent.location.startswith(f"/jobs/{job.slug}/receipt/")
    application = db.session.scalars(select(Application)).one()
    assert (application.locale, application.source) == ("en", "apec")
    assert {each.question_id: each.value for each in db.session.scalars(select(Answer))} == {
        years.id: "More",
        moves.id: "No",
        says.id: "Plus",
    }
    names = {db.session.get(Document, key).filename for key in (application.cv_id, application.cover_letter_id)}
    assert names == {"CV Camille.pdf", "Lettre.docx"}


def test_a_refused_form_switches_as_a_fresh_one(client: PageClient) -> None:
    """Whoever reads the faults in the wrong language does not begin anew, nor loses where they came from."""
    path = f"/jobs/{JobFactory().slug}/apply"
    refused = client.submit(client.page(f"{path}?source=apec&lang=fr"), "apply", TYPED, status=422)
    (button,) = refused.find_all("button", lang="en")
    assert button.get("formaction") == f"{path}?lang=en&source=apec"
    assert client.switch(refused, "apply", to="en").form("apply").values["name"] == "Camille Durand"


def test_no_word_of_a_form_of_the_team_switches_it_off(sign_in: Any, db: Any) -> None:
    """Deny by default: only the pages that need no sign-in know the word; no other form is left unjudged by it."""
    client = sign_in()
    page = client.page("/staff/account?lang=en")
    refused = client.submit(page, "profile", {"name": "", "switched_from": "fr"}, status=422)
    assert refused.find_all("p", class_="field-error") != []
