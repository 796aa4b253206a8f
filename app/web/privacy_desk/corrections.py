"""What a letter asks to put right, by the acts of the person's own pages (C5.2, Art. 16): its recipients hear of it."""

from collections.abc import Callable, Sequence
from uuid import UUID

from flask import Response, make_response, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.permissions import Permission
from ...domain.applications.actions import answers, own, statements
from ...domain.applications.queries.own import OwnApplication, get_own_application, list_own_answers
from ...domain.audit.tags import Tag
from ...domain.documents.enums import DocumentKind
from ...domain.documents.models import Document
from ...domain.documents.rules import ACCEPTED
from ...domain.jobs.queries import list_questions
from ...domain.privacy import addresses
from ...domain.privacy.own import replace_document
from ...domain.rights.actions import lock_open
from ...domain.rights.queries import get_request
from ..kit.corrections import FilesForm, answers_form
from ..kit.door import trace
from ..kit.languages import current_language
from ..kit.questions import answers_in, fields_of_questions
from ..kit.receiving import chosen_file, kept_file
from ..kit.stock import Form
from . import requests
from .carrying_out import carry_out
from .door import door
from .forms import AddressForm, DetailsForm, SideForm
from .persons import acting_for

MANAGE = Permission.REQUESTS_MANAGE
_ONE = "/requests/<uuid:request_id>/applications/<uuid:application_id>"


@door.route(_ONE, allow=MANAGE, traces=Tag.APPLICATION_OPENED)
def show_corrections(actor: Actor, request_id: UUID, application_id: UUID) -> str:
    """What the person could correct of one application of theirs."""
    trace(application_id)
    return _page(actor, request_id, application_id)


@door.route("/requests/<uuid:request_id>/address", methods=["POST"], allow=MANAGE)
def correct_address(actor: Actor, request_id: UUID) -> Response | AnyResponse:
    """The address that they are known by, for who cannot read the old one any more; the request goes with it."""
    form = AddressForm(prefix="new")

    def act() -> None:
        lock_open(actor, request_id)
        addresses.correct_address(actor=acting_for(actor, request_id), email=form.email.data)

    return carry_out(
        form,
        act,
        done=_("Corrected. The old address is told, and opens nothing any more."),
        back_to=url_for("privacy_desk.show_request", request_id=request_id),
        page=lambda faults: requests.request_page(actor, request_id, faults, address=form),
    )


@door.route(f"{_ONE}/details", methods=["POST"], allow=MANAGE)
def correct_details(actor: Actor, request_id: UUID, application_id: UUID) -> Response | AnyResponse:
    """What they wrote of themselves."""
    form = DetailsForm()

    def act(person: Actor) -> None:
        own.correct_details(actor=person, application_id=application_id, details=form.details())

    return _carry_out(actor, request_id, application_id, act, details=form)


@door.route(f"{_ONE}/answers", methods=["POST"], allow=MANAGE)
def correct_answers(actor: Actor, request_id: UUID, application_id: UUID) -> Response | AnyResponse:
    """Their answers, under the rules of the form by which they were given."""
    form = _answers(_get(actor, request_id, application_id), is_sent=True)

    def act(person: Actor) -> None:
        answers.correct_answers(actor=person, application_id=application_id, answers=answers_in(form))

    return _carry_out(actor, request_id, application_id, act, answers=form)


@door.route(f"{_ONE}/side", methods=["POST"], allow=MANAGE)
def state_side(actor: Actor, request_id: UUID, application_id: UUID) -> Response | AnyResponse:
    """Their side of what was noted: an opinion is not corrected, it is answered."""
    form = SideForm()

    def act(person: Actor) -> None:
        statements.state_side(actor=person, application_id=application_id, body=form.side.data or "")

    return _carry_out(actor, request_id, application_id, act, side=form)


@door.route(f"{_ONE}/files", methods=["POST"], allow=MANAGE)
def replace_files(actor: Actor, request_id: UUID, application_id: UUID) -> Response | AnyResponse:
    """The files that came with the letter; the old ones are destroyed, while the stage allows it."""
    _get(actor, request_id, application_id)
    form = FilesForm()
    form.validate()
    bound = _bound(application_id)
    chosen = (chosen_file(form[kind.value], kind, bound=bound, staged_by=None) for kind in DocumentKind)
    taken = [document for document in chosen if document is not None]
    if not taken and not form.errors:
        form.cv.errors = [_("Please choose a file.")]
    if form.errors:
        return make_response(_page(actor, request_id, application_id, taken=taken, files=form), 422)

    def act(person: Actor) -> None:
        for document in taken:
            replace_document(actor=person, application_id=application_id, document=document)

    return _carry_out(actor, request_id, application_id, act, taken, files=form)


def _carry_out(
    actor: Actor,
    request_id: UUID,
    application_id: UUID,
    act: Callable[[Actor], None],
    taken: Sequence[Document] = (),
    **sent: Form,
) -> Response | AnyResponse:
    """Only while the request stands open: whoever may not be who they say has nothing changed (A9.2)."""

    def for_person() -> None:
        lock_open(actor, request_id)
        act(acting_for(actor, request_id))

    return carry_out(
        next(iter(sent.values())),
        for_person,
        done=_("Corrected. Whoever was given what stood there before is told."),
        back_to=url_for("privacy_desk.show_corrections", request_id=request_id, application_id=application_id),
        page=lambda faults: _page(actor, request_id, application_id, faults, taken, **sent),
    )


def _get(actor: Actor, request_id: UUID, application_id: UUID) -> OwnApplication:
    """Raises Missing for what is not the application of whoever asks."""
    return get_own_application(acting_for(actor, request_id), application_id, current_language())


def _answers(seen: OwnApplication, *, is_sent: bool = False) -> Form:
    given = list_own_answers(seen.application)
    return answers_form(seen.application, list_questions(seen.job.id), given, is_sent=is_sent)


def _bound(application_id: UUID) -> str:
    """The form that a waiting file belongs to (B3.5)."""
    return f"desk.{application_id}"


def _page(
    actor: Actor,
    request_id: UUID,
    application_id: UUID,
    faults: list[object] | None = None,
    taken: Sequence[Document] = (),
    **sent: Form,
) -> str:
    seen = _get(actor, request_id, application_id)
    forms: dict[str, Form] = {
        "details": DetailsForm(formdata=None, obj=seen.application),
        "answers": _answers(seen),
        "files": FilesForm(formdata=None),
        "side": SideForm(formdata=None, side=seen.statement.body if seen.statement else ""),
        **sent,
    }
    return render_template(
        "privacy_desk/corrections.html",
        request_=get_request(actor, request_id),
        seen=seen,
        questions=fields_of_questions(forms["answers"]),
        accepted=ACCEPTED,
        kept={document.kind.value: kept_file(document, _bound(application_id)) for document in taken},
        faults=faults or [],
        **forms,
    )
