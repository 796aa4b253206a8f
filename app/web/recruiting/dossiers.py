"""One application: read, moved, decided, noted."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from flask import Response, current_app, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Conflict, Invalid, Restricted
from ...core.permissions import Permission
from ...core.text import clean_line, clean_prose, in_language
from ...domain.applications.actions import notes, pipeline, revealing
from ...domain.applications.actions.messages import write_to_candidate
from ...domain.applications.enums import ApplicationState, RejectionReason
from ...domain.applications.models import Application
from ...domain.applications.queries.board import get_standing
from ...domain.applications.queries.dossier import get_dossier
from ...domain.applications.queries.leaving import goes_soon
from ...domain.applications.queries.locks import is_only_added
from ...domain.applications.queries.refusal import refusal_words
from ...domain.applications.queries.sourcings import find_locked
from ...domain.applications.rules import days_to_inform, is_informing_due
from ...domain.audit.record import record
from ...domain.audit.tags import Tag
from ...domain.documents.viewing import view_documents, without_names
from ...domain.jobs import queries as jobs
from ...domain.people.queries import names_of_accounts
from ...domain.privacy.masking import MASK
from ..kit.door import Afterwards, trace
from ..kit.errors import wants_json
from ..kit.filters import beyond_limit, waiting
from ..kit.forms import show_fault
from ..kit.labels import label
from ..kit.languages import current_language
from ..kit.places import back, safe_next
from .documents import ORIGINAL, shown_token
from .door import door
from .forms import DecideForm, LetterForm, MoveForm, NoteForm, ReopenForm, RevealForm

DECIDE, INFORM = Permission.APPLICATIONS_DECIDE, Permission.SOURCINGS_INFORM


@door.route("/applications/<uuid:application_id>", allow=Permission.APPLICATIONS_READ, traces=Tag.APPLICATION_OPENED)
def show_dossier(actor: Actor, application_id: UUID) -> Response:
    """All that is known of one application, with its CV as it looks, and what may be done next.

    Of a locked one only where it comes from, with the button that opens it.
    """
    try:
        page = _page(actor, application_id)
    except Restricted:
        locked = find_locked(actor, application_id, current_language())
        if locked is None:
            raise
        page = render_template("recruiting/locked.html", locked=locked, can_inform=actor.may(INFORM))
        return make_response(page, 423)
    trace(application_id)
    return make_response(page)


@door.route("/applications/<uuid:application_id>/move", methods=["POST"], allow=DECIDE)
def move_application(actor: Actor, application_id: UUID) -> AnyResponse | Response | Afterwards:
    """To another stage; the board's script asks for JSON and gets the conflict as JSON too."""
    form = MoveForm()
    if not form.validate():
        raise Invalid(_("Choose a stage."))
    try:
        application = pipeline.move_application(
            actor=actor, application_id=application_id, to_stage_id=_uuid(form.to_stage.data), version=form.version.data
        )
    except Conflict as conflict:
        return _conflict(conflict, _stage_words(conflict.current.job_id, form.to_stage.data))
    if wants_json():
        return Afterwards(partial(_moved, application, form.q.data))
    if application.version != form.version.data:
        flash(_("Moved."))
    return back(_dossier(application_id), anchor=f"card-{application_id}")


@door.route("/applications/<uuid:application_id>/decide", methods=["POST"], allow=DECIDE)
def decide_application(actor: Actor, application_id: UUID) -> AnyResponse | Response:
    """Hired, not taken further with a reason, or withdrawn."""
    form = DecideForm()
    if not form.validate() or form.outcome.data not in set(ApplicationState):
        raise Invalid(_("This is not a decision."))
    reason = form.reason.data
    try:
        pipeline.decide_application(
            actor=actor,
            application_id=application_id,
            outcome=ApplicationState(form.outcome.data),
            reason=RejectionReason(reason) if reason in set(RejectionReason) else None,
            version=form.version.data,
            letter=form.letter.data,
            told_by_voice=form.told.data,
        )
    except Invalid as fault:
        faults = show_fault(form, fault)
        return _refused(actor, application_id, decide=form, faults=faults)
    except Conflict as conflict:
        return _conflict(conflict, label(ApplicationState(form.outcome.data)), typed=_own_words(conflict, form))
    flash(_("Decided. You may still take it back."))
    return redirect(_dossier(application_id), code=303)


@door.route("/applications/<uuid:application_id>/reveal", methods=["POST"], allow=DECIDE)
def reveal_application(actor: Actor, application_id: UUID) -> AnyResponse:
    """Shows whose it is, to the whole team and for good."""
    if not RevealForm().validate():
        raise Invalid(_("This page had been open for a long time. Please try again."))
    revealing.reveal_application(actor=actor, application_id=application_id)
    flash(_("The whole team sees now whose it is."))
    return redirect(_dossier(application_id), code=303)


@door.route("/applications/<uuid:application_id>/reopen", methods=["POST"], allow=DECIDE)
def reopen_application(actor: Actor, application_id: UUID) -> AnyResponse | Response:
    """Takes a decision back."""
    form = ReopenForm()
    if not form.validate():
        raise Invalid(_("This page had been open for a long time. Please try again."))
    try:
        pipeline.reopen_application(actor=actor, application_id=application_id, version=form.version.data)
    except Conflict as conflict:
        return _conflict(conflict, label(ApplicationState.ACTIVE))
    flash(_("The application is under way again."))
    return redirect(_dossier(application_id), code=303)


@door.route("/applications/<uuid:application_id>/notes", methods=["POST"], allow=Permission.NOTES_WRITE)
def write_note(actor: Actor, application_id: UUID) -> AnyResponse | Response:
    """Adds a note."""
    form = NoteForm()
    try:
        if form.validate():
            notes.write_note(
                actor=actor, application_id=application_id, body=form.body.data, as_it_is=form.as_it_is.data
            )
    except Invalid as fault:
        show_fault(form, fault)
    if form.errors:
        return _refused(actor, application_id, note=form)
    flash(_("The note is kept."))
    return redirect(_dossier(application_id, "notes"), code=303)


@door.route("/applications/<uuid:application_id>/letters", methods=["POST"], allow=Permission.NOTES_WRITE)
def write_letter(actor: Actor, application_id: UUID) -> AnyResponse | Response:
    """Writes to the person, by mail and on their own pages."""
    form = LetterForm()
    try:
        if form.validate():
            write_to_candidate(actor=actor, application_id=application_id, body=form.letter.data)
    except Invalid as fault:
        form.letter.errors = [str(fault.message)]
    if form.errors:
        return _refused(actor, application_id, letter=form)
    flash(_("Your message is on its way."))
    return redirect(_dossier(application_id, "letters"), code=303)


def _page(
    actor: Actor,
    application_id: UUID,
    *,
    note: NoteForm | None = None,
    letter: LetterForm | None = None,
    decide: DecideForm | None = None,
    faults: Sequence[object] = (),
) -> str:
    dossier = get_dossier(actor, application_id)
    views = view_documents(dossier.documents)
    if dossier.redactor is not None:
        views = [without_names(view, dossier.redactor.redact, dossier.application.reference) for view in views]
    texts, told_in = jobs.texts_of(dossier.job.id), dossier.application.locale
    if decide is None:
        title, is_added = jobs.text_in(texts, dossier.job.id, told_in).title, is_only_added(dossier.sourcing)
        usual = refusal_words(title, told_in, is_added=is_added)
        decide = DecideForm(formdata=None, letter=usual)
    return render_template(
        "recruiting/dossier.html",
        dossier=dossier,
        goes_soon=goes_soon(dossier.schedule),
        views=views,
        shown=partial(shown_token, actor),
        can_open_original=actor.may(ORIGINAL),
        text=jobs.text_in(texts, dossier.job.id, current_language()),
        decide=decide,
        note=note or NoteForm(formdata=None),
        letter=letter or LetterForm(formdata=None),
        faults=faults,
        can_decide=actor.may(DECIDE),
        can_inform=actor.may(INFORM),
        days_to_inform=days_to_inform,
        is_informing_due=is_informing_due,
        can_hand_over=actor.may(Permission.HANDOVERS_TAKE),
        decided=ApplicationState,
        mask=MASK,
        came_from=_came_from(),
    )


def _refused(
    actor: Actor,
    application_id: UUID,
    *,
    note: NoteForm | None = None,
    letter: LetterForm | None = None,
    decide: DecideForm | None = None,
    faults: Sequence[object] = (),
) -> Response:
    """The dossier again, with what was wrong. It shows all that opening it shows, so it is traced as that is."""
    page = _page(actor, application_id, note=note, letter=letter, decide=decide, faults=faults)
    record(actor, Tag.APPLICATION_OPENED, application_id, {})
    return make_response(page, 422)


def _own_words(conflict: Conflict, form: DecideForm) -> list[str]:
    """The letter of a refusal, where it is not the usual one: what somebody has written is not lost with the race."""
    job_id, written = conflict.current.job_id, clean_prose(form.letter.data)
    usual = [
        refusal_words(jobs.text_of(job_id, each).title, each, is_added=is_added)
        for each in current_app.config["LANGUAGES"]
        for is_added in (True, False)
    ]
    return [] if written in {"", *map(clean_prose, usual)} else [written]


def _conflict(conflict: Conflict, wanted: str, typed: Sequence[str] = ()) -> Response:
    """409: what somebody else did meanwhile, what was wanted instead, and the way on; nothing was applied (R6)."""
    current: pipeline.Current = conflict.current
    who = names_of_accounts([current.changed_by]).get(current.changed_by) if current.changed_by else None
    by = _("%(who)s changed it meanwhile.", who=who) if who else ""
    stage = _stage_words(current.job_id, str(current.stage_id))
    if wants_json():
        stands = _("It now stands at “%(stage)s” (%(state)s).", stage=stage, state=label(current.state))
        words = " ".join(filter(None, (str(conflict.message), by, stands)))
        where = str(current.stage_id) if current.state is ApplicationState.ACTIVE else None
        return make_response(jsonify(message=words, version=current.version, stage=where), 409)
    page = render_template(
        "recruiting/conflict.html", conflict=conflict, current=current, stage=stage, by=by, wanted=wanted, typed=typed
    )
    return make_response(page, 409)


def _stage_words(job_id: UUID, stage_id: str) -> str:
    """The name of one of the job's stages; nothing for a stage of another job (B3.5)."""
    named = {str(stage.id): in_language(stage.names, current_language()) for stage in jobs.list_stages(job_id)}
    return named.get(stage_id, "")


def _moved(application: Application, words: str | None) -> Response:
    """Where the card stands, and what the board says of time, for its script; ``words`` filter it."""
    now_there = get_standing(application, words=clean_line(words)[:200])
    return jsonify(
        version=application.version,
        stage=str(application.stage_id),
        waiting=waiting(now_there.days, now_there.is_overdue),
        is_overdue=now_there.is_overdue,
        overdue=beyond_limit(now_there.overdue),
    )


def _dossier(application_id: UUID, anchor: str | None = None) -> str:
    return url_for("recruiting.show_dossier", application_id=application_id, next=_came_from(), _anchor=anchor)


def _came_from() -> str | None:
    """The list that led to this dossier, with its filter and its page; the address of the dossier carries it on."""
    return safe_next(request.args.get("next"))


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        raise Invalid(_("Choose a stage.")) from None
