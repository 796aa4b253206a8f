"""How a control is written: what WTForms' own widgets write, letter by letter, in a fifth of their time.

One thing is left out: beyond a ``maxlength`` a browser cuts off what is pasted, and says nothing. The form says it, and
keeps all that was typed (R4).

The controls of a dossier took a quarter of its page. What has another widget than those here is left to WTForms.
"""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from markupsafe import Markup, escape
from wtforms import Field, widgets
from wtforms.widgets.core import clean_key  # type: ignore[attr-defined]  # its stubs do not know it

Attributes = dict[str, Any]
# Controls, but for white space (HTML, 13.2.3.5).
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def register(app: Flask) -> None:
    """Lets the macros write controls."""
    app.add_template_global(control)
    app.add_template_global(described_by)


def described_by(field: Field, hint: str | None) -> str:
    """The ids of what explains a field: its hint and its error, as far as they are there."""
    return " ".join(f"{field.id}-{what}" for what, words in (("hint", hint), ("error", field.errors)) if words)


def control(field: Field, class_: str, hint: str | None = None, **attributes: object) -> Markup:
    """The control itself, with what ties it to its hint and error; what is None or empty is left out."""
    tied = {
        "class": class_,
        "aria-describedby": described_by(field, hint),
        "aria-invalid": "true" if field.errors else None,
        **attributes,
    }
    return render(field, {name: value for name, value in tied.items() if value is not None and value != ""})


def render(field: Field, given: Attributes) -> Markup:
    """The control with the attributes of its field, and with those ``given`` in their stead."""
    attributes = {clean_key(name): value for name, value in ((field.render_kw or {}) | given).items()}
    write = _WRITERS.get(type(field.widget))
    html = write(field, attributes) if write else field.widget(field, **attributes)
    # What was typed comes back without the characters that no page may hold.
    return Markup(_UNWRITABLE.sub("", html))  # noqa: S704  whatever stands in it was escaped


def _tag(name: str, field: Any, attributes: Attributes) -> str:  # noqa: ANN401  as its widget knows it
    known = {*field.widget.validation_attrs} - {"maxlength"}
    flags = {flag: value for flag, value in vars(field.flags).items() if flag in known}
    return f"<{name} {_written({'id': field.id, **flags, **attributes, 'name': field.name})}>"


def _written(attributes: Attributes) -> str:
    """By their names; True is the name alone, False nothing."""
    return " ".join(
        name if value is True else f'{name}="{_quoted(value)}"'
        for name, value in sorted(attributes.items())
        if value is not False
    )


def _quoted(value: object) -> str:
    """As it may stand between quotes: what is HTML already, as our sentences are, may hold bare ones."""
    return str(escape(value)).replace('"', "&quot;")


def _input(field: Any, attributes: Attributes) -> str:  # noqa: ANN401  as its widget knows it
    return _tag("input", field, {"type": field.widget.input_type, "value": field._value(), **attributes})  # noqa: SLF001  what widgets ask


def _box(field: Any, attributes: Attributes) -> str:  # noqa: ANN401  the same
    is_checked = getattr(field, "checked", field.data)
    return _input(field, {"checked": True, **attributes} if is_checked else attributes)


def _textarea(field: Any, attributes: Attributes) -> str:  # noqa: ANN401  the same
    return f"{_tag('textarea', field, attributes)}\r\n{escape(field._value())}</textarea>"  # noqa: SLF001  what widgets ask


def _select(field: Any, attributes: Attributes) -> str:  # noqa: ANN401  the same
    """None of ours has groups."""
    several = {"multiple": True} if field.widget.multiple else {}
    return f"{_tag('select', field, attributes | several)}{''.join(map(_option, field.iter_choices()))}</select>"


def _option(choice: Any) -> str:  # noqa: ANN401  its stubs take it for a tuple
    chosen = {"selected": True} if choice.selected else {}
    attributes = _written({"value": choice.value, **choice.render_kw, **chosen})
    return f"<option {attributes}>{escape(choice.label or choice.value)}</option>"


_WRITERS: dict[type, Callable[[Any, Attributes], str]] = {
    widgets.TextInput: _input,
    widgets.HiddenInput: _input,
    widgets.CheckboxInput: _box,
    widgets.RadioInput: _box,
    widgets.TextArea: _textarea,
    widgets.Select: _select,
}
