"""What people ask about their data, with the law's clock on each (A9)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor, ActorKind
from ...core.clock import today
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.applications.queries.apart import ApartFile, list_files_of
from ...domain.audit.queries import has_event_since, list_events_about
from ...domain.audit.tags import Tag
from ...domain.mail.queries import list_letters_to_post
from ...domain.people.enums import ConsentPurpose, ObjectionPurpose
from ...domain.people.models import Candidate
from ...domain.people.objections import has_objected
from ...domain.people.queries import find_candidate_by_email, find_live_consent, names_of_accounts
from ...domain.people.restrictions import find_restriction, reasons_left
from ...domain.policy.answers import answer_template
from ...domain.privacy.queries import leavings_of
from ...domain.rights import actions, queries, rules
from ...domain.rights.actions import Asked
from ...domain.rights.enums import RequestChannel, RequestKind
from ...domain.rights.models import RightsRequest
from ..kit.door import trace
from ..kit.forms import show_fault
from ..kit.languages import current_language
from ..kit.stock import Form
from .carrying_out import carry_out
from .door import door
from .forms import ActForm, AddressForm, AnswerForm, RequestForm, RestrictForm, WordsForm

MANAGE = Permission.REQUESTS_MANAGE
CORRECTING = (Tag.APPLICATION_CORRECTED, Tag.APPLICATION_FILE_REPLACED, Tag.CANDIDATE_ADDRESS_CHANGED)


@door.route("/requests", allow=MANAGE)
def list_requests(_actor: Actor) -> str:
    """Those that wait first, the soonest day first."""
    return render_template(
        "privacy_desk/requests.html",
        page=queries.list_requests(page=request.args.get("page", 1, int)),
        late=queries.count_late(),
        letters=list_letters_to_post(),
        days_left=rules.days_left,
        ended=rules.ENDED,
    )


@door.route("/requests/new", allow=MANAGE)
def show_registration(_actor: Actor) -> str:
    """The form for a request that came by mail or on paper (C5.6)."""
    return render_template("privacy_desk/register_request.html", form=RequestForm(formdata=None), faults=[])


@door.route("/requests", methods=["POST"], allow=MANAGE)
def register_request(actor: Actor) -> Response | AnyResponse:
    """Registers it: the clock runs from the day it was received."""
    form = RequestForm()
    faults: list[object] = []
    try:
        if form.validate():
            asked = Asked(
                RequestKind(form.kind.data),
                RequestChannel(form.channel.data),
                form.name.data or "",
                form.email.data or "",
                form.body.data,
                form.received_on.data,
                form.locale.data,
                form.postal_address.data or "",
            )
            made = actions.register_request(actor=actor, asked=asked)
            on_paper = made.postal_address is not None
            flash(_("Registered. You answer on paper.") if on_paper else _("Registered. A letter tells the person so."))
            return redirect(url_for("privacy_desk.show_request", request_id=made.id), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(render_template("privacy_desk/register_request.html", form=form, faults=faults), 422)


@door.route("/requests/<uuid:request_id>", allow=MANAGE, traces=Tag.REQUEST_OPENED)
def show_request(actor: Actor, request_id: UUID) -> str:
    """One request: its clock, what can be done, and the answer."""
    trace(request_id)
    return request_page(actor, request_id)


@door.route("/requests/<uuid:request_id>/answer", methods=["POST"], allow=MANAGE)
def answer_request(actor: Actor, request_id: UUID) -> Response | AnyResponse:
    """Grants what is asked, and answers by mail."""
    form = AnswerForm()

    def act() -> None:
        actions.answer(actor=actor, request_id=request_id, words=form.answer.data, is_granted=True)

    return _carry_out(actor, request_id, form, act, _leaves(actor, request_id), answer=form)


@door.route("/requests/<uuid:request_id>/refuse", methods=["POST"], allow=MANAGE)
def refuse_request(actor: Actor, request_id: UUID) -> Response | AnyResponse:
    """Refuses, with the reasons (Art. 12(4))."""
    form = WordsForm(prefix="refuse")

    def act() -> None:
        actions.answer(actor=actor, request_id=request_id, words=form.words.data, is_granted=False)

    return _carry_out(actor, request_id, form, act, _leaves(actor, request_id), refuse=form)


def _leaves(actor: Actor, request_id: UUID) -> str:
    on_paper = queries.get_request(actor, request_id).postal_address is not None
    return _("Written. It counts once it is posted.") if on_paper else _("Your answer is on its way.")


@door.route("/requests/<uuid:request_id>/wait", methods=["POST"], allow=MANAGE)
def wait_for_proof(actor: Actor, request_id: UUID) -> Response | AnyResponse:
    """Asks who is asking: the clock stands meanwhile."""
    form = WordsForm(prefix="wait")

    def act() -> None:
        actions.wait_for_proof(actor=actor, request_id=request_id, words=form.words.data)

    return _carry_out(actor, request_id, form, act, _("Asked. The clock stands until you start it again."), wait=form)


@door.route("/requests/<uuid:request_id>/resume", methods=["POST"], allow=MANAGE)
def resume_request(actor: Actor, request_id: UUID) -> Response | AnyResponse:
    """The proof has come."""
    form = ActForm()

    def act() -> None:
        actions.resume(actor=actor, request_id=request_id)

    return _carry_out(actor, request_id, form, act, _("The clock goes on."))


@door.route("/requests/<uuid:request_id>/extend", methods=["POST"], allow=MANAGE)
def extend_request(actor: Actor, request_id: UUID) -> Response | AnyResponse:
    """Two months more, with the reason."""
    form = WordsForm(prefix="extend")

    def act() -> None:
        actions.extend(actor=actor, request_id=request_id, words=form.words.data)

    return _carry_out(actor, request_id, form, act, _("Extended. The person is told why."), extend=form)


def _carry_out(
    actor: Actor, request_id: UUID, form: Form, act: Callable[[], None], done: str, **shown: Form
) -> Response | AnyResponse:
    here = url_for("privacy_desk.show_request", request_id=request_id)
    return carry_out(
        form, act, done=done, back_to=here, page=lambda faults: request_page(actor, request_id, faults, **shown)
    )


def request_page(actor: Actor, request_id: UUID, faults: list[object] | None = None, **shown: Form) -> str:
    """One request with all that can be done, and the form that was ``shown``, if one was. Raises Missing."""
    found = queries.get_request(actor, request_id)
    person = find_candidate_by_email(found.email_key)
    restriction = find_restriction(person.id) if person else None
    leavings = leavings_of(found.email_key)
    objects = person is not None and has_objected(person.id, ObjectionPurpose.POOL_CONTACT)
    files = list_files_of(person.id, current_language()) if person else []
    # None that say done what nobody has done; an erasure has a page of its own.
    is_done = {
        RequestKind.RECTIFICATION: person is not None and _is_corrected(found, person, files),
        RequestKind.ERASURE: False,
        RequestKind.RESTRICTION: restriction is not None,
        RequestKind.OBJECTION: objects,
    }.get(found.kind, True)
    forms = {
        **_forms(found, is_known=person is not None, is_done=is_done, is_something_left=bool(leavings)),
        "restrict": RestrictForm(reasons_left(restriction), formdata=None),
        **shown,
    }
    return render_template(
        "privacy_desk/request.html",
        request_=found,
        person=person,
        leavings=leavings,
        restriction=restriction,
        is_member=person is not None and find_live_consent(person.id, ConsentPurpose.POOL) is not None,
        objects=objects,
        files=files,
        letters=list_letters_to_post([request_id]),
        names=names_of_accounts([found.registered_by, found.answered_by]),
        forms=forms,
        faults=faults or [],
        confirmed_at=_confirmed_at(request_id),
        days_left=rules.days_left(found),
        may_extend=rules.may_extend(found),
        ended=found.state in rules.ENDED,
        today=today(),
    )


def _forms(found: RightsRequest, *, is_known: bool, is_done: bool, is_something_left: bool) -> dict[str, Form]:
    """With the words to begin with: who is not known has nothing to be granted, and none fit what is left of them."""
    proof = "proof" if is_known else "proof_elsewhere" if found.email_key else "proof_on_paper"
    opening = "other" if is_something_left else "unknown" if found.email_key else "unknown_on_paper"
    if is_known:
        opening = found.kind.value if is_done else "other"
    return {
        "answer": AnswerForm(formdata=None, answer=answer_template(opening, found.locale)),
        "refuse": WordsForm(formdata=None, prefix="refuse"),
        "wait": WordsForm(formdata=None, prefix="wait", words=answer_template(proof, found.locale)),
        "extend": WordsForm(formdata=None, prefix="extend"),
        "address": AddressForm(formdata=None, prefix="new"),
    }


def _is_corrected(found: RightsRequest, person: Candidate, files: Sequence[ApartFile]) -> bool:
    """Whether anything of the person's was put right since they asked, by themselves or here."""
    theirs = [person.id, *(file.application.id for file in files)]
    return has_event_since(found.registered_at, CORRECTING, theirs)


def _confirmed_at(request_id: UUID) -> datetime | None:
    """When the person said on their own pages that it is theirs: the log alone keeps who started the clock again."""
    resumed = [each for each in list_events_about(request_id) if each.tag == Tag.REQUEST_RESUMED]
    return next((each.at for each in reversed(resumed) if each.actor_kind is ActorKind.CANDIDATE), None)
