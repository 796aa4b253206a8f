"""What goes from a hired person's application into their personnel file, and nothing else (A2.8).

The message, the letter, the answers, the notes and what was written to each other served to decide; they go on their
day, as those of everybody else. What the law wants of an employee is asked for elsewhere, and later (A4.4).
"""

import json
from uuid import UUID

from flask import render_template
from flask_babel import force_locale

from ...core.actor import Actor
from ...core.clock import local_date
from ...core.errors import Missing
from ...extensions import db
from ..applications.enums import ApplicationState
from ..applications.models import Application
from ..applications.queries.visibility import get_application_visible_to, refuse_unnamed
from ..documents.models import Document
from ..documents.release import Release, as_download, release_clean_copy
from ..firm.queries import current_firm
from ..jobs.queries import text_of
from ..people.queries import get_candidate
from .bundle import Part, file_name, pack

FORMAT = "vivier-handover-1"


def make_handover(actor: Actor, application_id: UUID, locale: str) -> Release:
    """The few facts of a hired person, with the clean copy of their CV, as one ZIP.

    Raises Missing for an application that the actor does not see or that nobody hired, Restricted, Refused for one
    that is read without its name and for a CV that the antivirus holds, StorageUnavailable.
    """
    application = get_application_visible_to(actor, application_id)
    if application.state is not ApplicationState.HIRED or application.decided_at is None:
        raise Missing("")
    refuse_unnamed(application)
    document = db.session.get_one(Document, application.cv_id)
    clean = release_clean_copy(document).content
    cv = Part(file_name(1, document.filename), lambda: clean, is_packed=True)
    facts = _facts(application, locale) | {"hired_on": local_date(application.decided_at).isoformat(), "cv": cv.name}
    page = _page(application, facts, locale)
    style = render_template("export/style.css").encode()
    data = json.dumps({"format": FORMAT, **facts}, ensure_ascii=False, indent=1, sort_keys=True).encode()
    parts = [Part("index.html", lambda: page), Part("style.css", lambda: style), Part("data.json", lambda: data), cv]
    return as_download(b"".join(pack(parts)), "application/zip", f"{application.reference}.zip")


def _facts(application: Application, locale: str) -> dict[str, str | None]:
    return {
        "reference": application.reference,
        "name": application.name,
        "email": get_candidate(application.candidate_id).email,
        "phone": application.phone,
        "position": text_of(application.job_id, locale).title,
    }


def _page(application: Application, facts: dict[str, str | None], locale: str) -> bytes:
    with force_locale(locale):
        return render_template(
            "export/handover.html", firm=current_firm(), language=locale, facts=facts, hired_at=application.decided_at
        ).encode()
