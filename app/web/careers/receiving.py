"""Which files of a visitor's form are received at all: those of a form that is ours, to a job that is open."""

from flask import request

from ...core.db import reading
from ...core.errors import Invalid, Missing
from ...domain.documents.intake import must_have_place
from ...domain.jobs import queries
from ..kit import form_tokens
from ..kit.receiving import receive_fields, staged_name

FORM = "application"


def receive_files(slug: str, *fields: str) -> None:
    """Receives the files of these fields; nothing for a job that is not open, or a form that has sent too many."""
    if not request.form.get("website") and _may_send(slug):
        receive_fields(*fields)


def _may_send(slug: str) -> bool:
    with reading():
        try:
            job_id = queries.get_public_job_id(slug)
            must_have_place(staged_name(form_tokens.redeem(FORM, str(job_id), request.form.get("form_token", ""))))
        except (Missing, Invalid):
            # The view finds the same, and says it.
            return False
    return True
