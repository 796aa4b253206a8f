"""The answers to the job's own questions, put right by whoever gave them (C5.2)."""

from uuid import UUID

from flask import Response, make_response
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...domain.applications.actions import answers
from ...domain.applications.queries.own import get_own_application, list_own_answers
from ...domain.jobs.queries import list_questions
from ..kit.corrections import answers_form
from ..kit.door import Allow
from ..kit.languages import current_language
from ..kit.questions import answers_in
from .applications import application_page, back_to, tell
from .door import door


@door.route("/applications/<uuid:application_id>/answers", methods=["POST"], allow=Allow.CANDIDATE)
def correct_answers(actor: Actor, application_id: UUID) -> Response | AnyResponse:
    """Under the rules of the form by which they were given."""
    application = get_own_application(actor, application_id, current_language()).application
    questions, given = list_questions(application.job_id), list_own_answers(application)
    form = answers_form(application, questions, given, is_sent=True)
    if not form.validate():
        return make_response(application_page(actor, application_id, answers=form), 422)
    answers.correct_answers(actor=actor, application_id=application_id, answers=answers_in(form))
    tell(actor, _("Corrected. The team sees it at once."))
    return back_to(application_id, "answers")
