"""What the forms of the doors share: a room's refusal shown beside the fields it speaks of."""

from flask_wtf import FlaskForm

from ...core.errors import RoomError


def show_fault(form: FlaskForm, fault: RoomError) -> list[object]:
    """Puts the sentences of ``fault`` beside their fields; returns those that belong to none, for the summary."""
    fields: dict[str, object] = getattr(fault, "fields", {})
    left: list[object] = [] if fields else [fault.message]
    for name, words in fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            left.append(words)
    return left
