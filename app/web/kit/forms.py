"""From a room's refusal to the form that caused it."""

from flask_wtf import FlaskForm

from ...core.errors import Invalid


def show_fault(form: FlaskForm, fault: Invalid) -> list[object]:
    """Puts each of the fault's sentences beside its field; returns those that have no field on this form."""
    left = [] if fault.fields else [fault.message]
    for name, words in fault.fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            left.append(words)
    return left
