"""A job's own questions as fields of a form: the same where somebody applies and where they correct an answer."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, Form, RadioField, StringField, TextAreaField, URLField
from wtforms.validators import Optional, ValidationError

from ...core.text import in_language
from ...domain.jobs.enums import QuestionKind
from ...domain.jobs.models import Question
from .fields import Filled, too_long
from .labels import SelectChoice

PREFIX = "question_"
CHOSEN = {QuestionKind.CHOICE, QuestionKind.YES_NO}
_REQUIRED = _l("Please fill this in.")


def question_fields(
    questions: Iterable[Question], locale: str, given: dict[UUID, str] | None = None, *, spoken: str | None = None
) -> dict[str, Any]:
    """The fields by name, unbound. ``given``: what was answered, which stays a choice even if it is offered no more.

    A choice is kept as its words in ``locale``, and read in the language ``spoken``, if that is another.
    """
    answers = given or {}
    return {f"{PREFIX}{each.id}": _field(each, locale, spoken or locale, answers.get(each.id)) for each in questions}


def fields_of_questions(form: Iterable[Field]) -> list[Field]:
    """Those of a form, in order."""
    return [field for field in form if field.name.startswith(PREFIX)]


def answers_in(form: Iterable[Field]) -> dict[UUID, str]:
    """What was answered, as it is kept."""
    return {UUID(each.name.removeprefix(PREFIX)): _kept(each.data) for each in fields_of_questions(form)}


def answered(questions: Iterable[Question], given: dict[UUID, str]) -> dict[str, str | date]:
    """The same back again, as the fields' own data."""
    return {f"{PREFIX}{each.id}": _read(each.kind, given[each.id]) for each in questions if each.id in given}


def speak_choices(form: Form, questions: Iterable[Question], *, was: str, spoken: str) -> None:
    """What was chosen on a page in the language ``was``, as the one in ``spoken`` offers it."""
    for question in questions:
        if question.kind in CHOSEN:
            field, offered = form[f"{PREFIX}{question.id}"], _offered(question, was)
            if field.data in offered:
                field.data = _offered(question, spoken)[offered.index(field.data)]


def _read(kind: QuestionKind, value: str) -> str | date:
    return date.fromisoformat(value) if kind is QuestionKind.DATE else value


def _kept(data: Any) -> str:  # noqa: ANN401  what a field holds
    return data.isoformat() if isinstance(data, date) else (data or "")


def _is_number(_form: Form, field: Field) -> None:
    if field.data and not re.fullmatch(r"-?\d{1,12}([.,]\d{1,4})?", field.data.strip()):
        raise ValidationError(_l("Please give a number, for example 12 or 12.5."))


def _is_link(_form: Form, field: Field) -> None:
    if field.data and not re.fullmatch(r"https?://[^\s<>\"]{3,490}", field.data.strip()):
        raise ValidationError(_l("Please give a whole address, starting with https://."))


def _is_offered(_form: Form, field: RadioField) -> None:
    if field.data and field.data not in {value for value, *_ in field.iter_choices()}:
        raise ValidationError(_l("Please choose one of the answers."))


def _field(question: Question, locale: str, spoken: str, given: str | None) -> Any:  # noqa: ANN401  an unbound field
    label = in_language(question.labels, spoken)
    common: dict[str, Any] = {"description": in_language(question.reasons, spoken)}
    needed = [Filled(_REQUIRED)] if question.is_required else [Optional()]
    if question.kind is QuestionKind.LONG_TEXT:
        return TextAreaField(label, [*needed, too_long(4000)], **common)
    if question.kind is QuestionKind.DATE:
        return DateField(label, needed, **common)
    if question.kind is QuestionKind.LINK:
        return URLField(label, [*needed, _is_link], **common)
    if question.kind is QuestionKind.NUMBER:
        return StringField(label, [*needed, _is_number], render_kw={"inputmode": "decimal"}, **common)
    if question.kind in CHOSEN:
        words = zip(_offered(question, locale), _offered(question, spoken), strict=True)
        offered = [SelectChoice(kept, read) for kept, read in words]
        if given and given not in {choice.value for choice in offered}:
            offered.append(SelectChoice(given))
        return RadioField(label, [*needed, _is_offered], choices=offered, validate_choice=False, **common)
    return StringField(label, [*needed, too_long(300)], **common)


def _offered(question: Question, locale: str) -> list[str]:
    with force_locale(locale):
        return [in_language(option, locale) for option in question.options] or [str(_l("Yes")), str(_l("No"))]
