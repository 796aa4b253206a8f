"""The application form: three fields, no account, no cookie, nothing lost when something is wrong (R4)."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from flask import Response, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import format_time
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core import tokens
from ...core.actor import Actor
from ...core.clock import now
from ...core.errors import Conflict, Invalid, Missing
from ...domain.applications.actions.submit import Receipt, Submission, find_receipt, submit_application
from ...domain.documents.enums import DocumentKind
from ...domain.documents.intake import find_staged
from ...domain.documents.models import Document
from ...domain.documents.rules import ACCEPTED
from ...domain.firm.notices import current_version
from ...domain.jobs import queries
from ...domain.jobs.models import Job
from ...domain.jobs.rules import answer_by
from ...domain.people.rules import email_key
from ..kit import form_tokens
from ..kit.door import Allow
from ..kit.languages import current_language, switched_from
from ..kit.questions import answers_in, speak_choices
from ..kit.receiving import KeptFile, chosen_file, kept_file, staged_name
from . import rates
from .door import door
from .forms import ApplicationForm, form_for
from .jobs import gone
from .receiving import FORM, receive_files
from .sources import current_origin

RECEIPT_DAYS = 30


@door.route("/jobs/<slug>/apply", allow=Allow.PUBLIC)
def show_application_form(_actor: Actor, slug: str) -> Response | str:
    """An empty form."""
    try:
        job = queries.get_public_job(slug)
    except Missing:
        return gone()
    return _page(job, form_for(queries.list_questions(job.id), current_language()), {})


def _receive(slug: str) -> None:
    g.wait = rates.count_attempt()
    if not g.wait:
        receive_files(slug, DocumentKind.CV.value, DocumentKind.COVER_LETTER.value)


@door.route("/jobs/<slug>/apply", methods=["POST"], allow=Allow.PUBLIC, receives=_receive)
def apply(actor: Actor, slug: str) -> Response | AnyResponse:
    """Takes an application in, or shows the form again with everything that was given."""
    try:
        job = queries.get_public_job(slug, lock=True)
    except Missing:
        return gone()
    # Held until the answer leaves: the session knows them as long as somebody does, and the answers need them again.
    questions = queries.list_questions(job.id)
    form = form_for(questions, current_language())
    faults: list[object] = []
    opened = _redeem(form, job.id, faults)
    if g.wait:
        return _ask_to_wait(job, form, _kept_before(bound_to(job)), g.wait)
    if form.website.data:
        return _to_receipt(job, tokens.derive_code("reference", opened.name), answer_by(now(), job.answer_days))
    return _take_in(actor, job, form, opened, faults)


def _take_in(
    actor: Actor, job: Job, form: ApplicationForm, opened: form_tokens.Opened, faults: list[object]
) -> Response | AnyResponse:
    form.validate()
    bound = bound_to(job)
    staged_by = staged_name(opened.name)
    no_cv = None if switched_from() else _("Please choose your CV.")
    cv = chosen_file(form.cv, DocumentKind.CV, bound=bound, staged_by=staged_by, missing=no_cv)
    letter = chosen_file(form.cover_letter, DocumentKind.COVER_LETTER, bound=bound, staged_by=staged_by)
    kept = partial(_kept, (cv, letter), bound)
    if was := switched_from():
        speak_choices(form, queries.list_questions(job.id), was=was, spoken=current_language())
        return make_response(_page(job, form, kept(), faults))
    form_key = tokens.derive(FORM, opened.name, email_key(form.email.data or ""))
    if faults or form.errors:
        # Sent twice, the second time its files are no longer staged: it is the same form, with the same receipt (R3).
        if sent := find_receipt(form_key):
            return _to_receipt(job, sent.reference, sent.answer_by)
        return make_response(_page(job, form, kept(), faults), 422)
    if wait := rates.count_form(form_key):
        return _ask_to_wait(job, form, kept(), wait)
    try:
        receipt = _submit(actor, job, form, form_key, opened.shown, cv, letter)
    except Conflict as fault:
        return make_response(_page(job, form, kept(), [fault.message]), 422)
    return _to_receipt(job, receipt.reference, receipt.answer_by)


@door.route("/jobs/<slug>/receipt/<token>", allow=Allow.PUBLIC)
def show_receipt(_actor: Actor, slug: str, token: str) -> str:  # noqa: ARG001  the address reads better with the job in it
    """What was received, under which reference, and when we answer. The token names the job and nobody."""
    reference, answer_by, raw_job_id = tokens.read("receipt", token, max_age_seconds=RECEIPT_DAYS * 24 * 3600)
    job_id = UUID(raw_job_id)
    return render_template(
        "careers/receipt.html",
        text=queries.text_of(job_id, current_language()),
        reference=reference,
        answer_by=date.fromisoformat(answer_by),
    )


def _submit(
    actor: Actor,
    job: Job,
    form: ApplicationForm,
    form_key: str,
    shown: str,
    cv: Document | None,
    letter: Document | None,
) -> Receipt:
    return submit_application(
        actor=actor,
        job=job,
        form_key=form_key,
        person=_person(form),
        cv=cv,
        cover_letter=letter,
        answers=answers_in(form),
        pool_consent=form.pool_consent.data,
        locale=current_language(),
        notice_hash=shown,
        origin=current_origin(),
    )


def bound_to(job: Job) -> str:
    """The form that a staged file belongs to: any page of this job's form, and no other (B3.5)."""
    return f"{FORM}.{job.id}"


def _redeem(form: ApplicationForm, job_id: UUID, faults: list[object]) -> form_tokens.Opened:
    """The form's own random name, and its notice. A stale token is a fault that the next page's fresh token mends."""
    try:
        return form_tokens.open_token(FORM, str(job_id), form.form_token.data or "")
    except Invalid as fault:
        faults.append(fault.message)
        return form_tokens.Opened("", "")


def _ask_to_wait(job: Job, form: ApplicationForm, kept: dict[str, KeptFile], wait: int) -> Response:
    """The form with all that was given, and from when it may be sent (R4)."""
    again = format_time(now() + timedelta(seconds=wait), "short")
    told = _(
        "Many forms have come from your network. Nothing is lost: please send this one again after %(time)s.",
        time=again,
    )
    answer = make_response(_page(job, form, kept, [told]), 429)
    answer.headers["Retry-After"] = str(wait)
    return answer


def _kept_before(bound: str) -> dict[str, KeptFile]:
    """The files that an earlier sending had brought; those that came now were not looked at."""
    named = {kind: request.form.get(f"{kind.value}_kept", "") for kind in DocumentKind}
    return _kept([find_staged(token, bound, kind) for kind, token in named.items() if token], bound)


def _kept(documents: Sequence[Document | None], bound: str) -> dict[str, KeptFile]:
    return {document.kind.value: kept_file(document, bound) for document in documents if document is not None}


def _person(form: ApplicationForm) -> Submission:
    return Submission(
        name=form.name.data,
        email=form.email.data,
        phone=form.phone.data,
        current_position=form.current_position.data,
        message=form.message.data,
        accommodation=form.accommodation.data,
    )


def _to_receipt(job: Job, reference: str, answer_by: date) -> AnyResponse:
    token = tokens.sign("receipt", [reference, answer_by.isoformat(), str(job.id)])
    return redirect(url_for("careers.show_receipt", slug=job.slug, token=token), code=303)


def _page(
    job: Job,
    form: ApplicationForm,
    kept: dict[str, KeptFile],
    faults: list[object] | None = None,
) -> str:
    shown = current_version(current_language())
    return render_template(
        "careers/apply.html",
        job=job,
        text=queries.text_of(job.id, current_language()),
        stages=queries.list_stages(job.id),
        form=form,
        must_answer=any(field.flags.required for field in form.questions()),
        form_token=form_tokens.carry(FORM, str(job.id), shown.hash),
        kept=kept,
        faults=faults or [],
        accepted=ACCEPTED,
        limit_mb=current_app.config["MAX_UPLOAD_BYTES"] // (1024 * 1024),
        notice=shown.document.first_level,
        consent_text=shown.document.consent,
        answer_by=answer_by(now(), job.answer_days),
    )
