"""Whose data is set apart: the desk alone sees it, looks at it again, and gives it back (A10.1, Art. 18)."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.clock import today
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...domain.applications.queries.apart import list_files_of
from ...domain.audit.tags import Tag
from ...domain.people import restrictions
from ...domain.people.queries import get_candidate, names_of_accounts
from ...domain.rights.actions import end_restriction
from ...domain.rights.queries import list_requests_from
from ..kit.door import trace
from ..kit.forms import show_fault
from ..kit.languages import current_language
from .copies import send_copy
from .door import door
from .forms import ReviewDayForm

MANAGE = Permission.REQUESTS_MANAGE


@door.route("/set-apart", allow=MANAGE)
def list_apart(_actor: Actor) -> str:
    """All of them, whoever asked: the person alone on their own pages, or the desk."""
    page = restrictions.list_restrictions(page=request.args.get("page", 1, int))
    return render_template(
        "privacy_desk/set_apart.html",
        page=page,
        names=names_of_accounts([restriction.made_by for restriction, _person in page.items]),
        today=today(),
    )


@door.route("/set-apart/<uuid:restriction_id>", allow=MANAGE, traces=Tag.RESTRICTION_OPENED)
def show_apart(_actor: Actor, restriction_id: UUID) -> str:
    """One of them: what is there of the person, and what can be done."""
    trace(restriction_id)
    return _page(restriction_id, ReviewDayForm(formdata=None))


@door.route("/set-apart/<uuid:restriction_id>/copy", allow=MANAGE, traces=Tag.CANDIDATE_EXPORTED)
def download_apart(_actor: Actor, restriction_id: UUID) -> Response:
    """All that is kept of the person, who may need it for a claim: nobody else of the firm can reach it."""
    restriction = restrictions.get_restriction(restriction_id)
    person = get_candidate(restriction.candidate_id)
    return send_copy(person.id, person.locale, "copy")


@door.route("/set-apart/<uuid:restriction_id>/review", methods=["POST"], allow=MANAGE)
def review_apart(actor: Actor, restriction_id: UUID) -> Response | AnyResponse:
    """Nothing is erased for a while longer."""
    form = ReviewDayForm()
    faults: list[object] = []
    try:
        if form.validate():
            restrictions.review_restriction(actor=actor, restriction_id=restriction_id, review_on=form.review_on.data)
            flash(_("Noted: nothing of this person’s is erased meanwhile."))
            return redirect(url_for("privacy_desk.show_apart", restriction_id=restriction_id), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    return make_response(_page(restriction_id, form, faults), 422)


@door.route("/set-apart/<uuid:restriction_id>/lift", methods=["POST"], allow=MANAGE)
def lift_apart(actor: Actor, restriction_id: UUID) -> AnyResponse:
    """Announces the end of it to the person; three days later the team reads again (Art. 18(3))."""
    restriction = restrictions.get_restriction(restriction_id)
    end_restriction(actor=actor, person=get_candidate(restriction.candidate_id))
    flash(_("The person is told; the restriction ends in three days."))
    return redirect(url_for("privacy_desk.list_apart"), code=303)


def _page(restriction_id: UUID, form: ReviewDayForm, faults: list[object] | None = None) -> str:
    restriction = restrictions.get_restriction(restriction_id)
    person = get_candidate(restriction.candidate_id)
    return render_template(
        "privacy_desk/apart.html",
        restriction=restriction,
        person=person,
        files=list_files_of(person.id, current_language()),
        requests=list_requests_from(person.email_key),
        names=names_of_accounts([restriction.made_by]),
        form=form,
        faults=faults or [],
        today=today(),
    )
