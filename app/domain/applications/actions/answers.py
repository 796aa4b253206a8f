"""What a person answers to the job's own questions: written once, and put right by themselves (C5.2)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ....core.actor import Actor
from ....core.clock import now
from ....core.errors import Refused
from ....core.rows import add_rows
from ....core.text import clean_text, in_language
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...disclosures.enums import Correction
from ...disclosures.notices import tell_correction
from ...jobs.models import Question
from ...jobs.queries import list_questions
from ..enums import ApplicationState
from ..models import Answer, Application
from ..queries.own import list_own_answers, lock_own_application
from .holds import keep_former_words


def write_answers(application: Application, answers: Mapping[UUID, str]) -> None:
    """The job's own questions only; each label as it was shown (B3.5). What somebody holds is not asked again."""
    given = ((db.session.get(Question, question_id), clean_text(said)) for question_id, said in answers.items())
    rows = (
        _answer(application, question, value)
        for question, value in given
        if value and question is not None and question.job_id == application.job_id
    )
    add_rows(Answer, *rows)


def correct_answers(*, actor: Actor, application_id: UUID, answers: Mapping[UUID, str]) -> None:
    """Puts answers right; the team sees the new ones at once, and that they were corrected. Nothing follows by itself.

    Whoever was given the former ones is told (A10.3). Raises Refused once a decision was made on them, Missing.
    """
    application = lock_own_application(actor, application_id)
    if application.state is not ApplicationState.ACTIVE:
        raise Refused(
            _l("A decision has been made already: what it was made on stays as it was read. Write to the team instead.")
        )
    held = {each.question_id: each for each in list_own_answers(application)}
    asked = [question for question in list_questions(application.job_id) if question.id in answers]
    changed = [_put(application, each, held.get(each.id), clean_text(answers[each.id])) for each in asked]
    if any(changed):
        record(actor, Tag.APPLICATION_CORRECTED, application.id, {"answers": "changed"})
        tell_correction(actor=actor, application_id=application.id, what=[Correction.ANSWERS])


def _put(application: Application, question: Question, held: Answer | None, value: str) -> bool:
    """Whether it changed. An answer that is taken away is gone, but for a dispute that keeps it."""
    if value == (held.value if held is not None else ""):
        return False
    if held is not None:
        keep_former_words(application.id, {Correction.ANSWERS: held.value}, held.label)
        db.session.delete(held)
        db.session.flush()
    if value:
        db.session.add(Answer(**_answer(application, question, value), corrected_at=now()))
    return True


def _answer(application: Application, question: Question, value: str) -> dict[str, Any]:
    label = in_language(question.labels, application.locale)
    return {"application_id": application.id, "question_id": question.id, "label": label[:300], "value": value}
