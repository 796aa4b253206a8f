"""One form of the desk that does something: done and back, or its page again with what stands in the way."""

from collections.abc import Callable

from flask import Response, flash, make_response, redirect
from werkzeug.wrappers import Response as AnyResponse

from ...core.errors import Conflict, Invalid, Refused
from ..kit.forms import show_fault
from ..kit.stock import Form


def carry_out(
    form: Form, act: Callable[[], object], *, done: str, back_to: str, page: Callable[[list[object]], str]
) -> Response | AnyResponse:
    """Runs ``act`` when the form holds and leads ``back_to``; else shows the ``page`` with what was typed."""
    faults: list[object] = []
    status = 422
    try:
        if form.validate():
            act()
            flash(done)
            return redirect(back_to, code=303)
    except (Invalid, Refused, Conflict) as fault:
        faults = show_fault(form, fault)
        status = {Conflict: 409, Refused: 403}.get(type(fault), 422)
    return make_response(page(faults), status)
