"""What the forms of the doors share: a room's refusal shown beside the fields it speaks of."""

from flask_babel import lazy_gettext as _l

from ...core.errors import RoomError
from .stock import Form

_STALE = _l("This page had been open for a long time. Please send it again.")


def stale(form: Form) -> list[object]:
    """The sentence for a public form whose session has gone; the page shown next carries a fresh token.

    Of who is signed in the Door has asked already: their forms have none.
    """
    faults: list[object] = []
    if "csrf_token" in form and form.csrf_token.errors:
        faults, form.csrf_token.errors = [_STALE], []
    return faults


def show_fault(form: Form, fault: RoomError) -> list[object]:
    """Puts the sentences of ``fault`` beside their fields; returns those that belong to none, for the summary."""
    fields: dict[str, object] = getattr(fault, "fields", {})
    left: list[object] = [] if fields else [fault.message]
    for name, words in fields.items():
        if name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            left.append(words)
    return left
