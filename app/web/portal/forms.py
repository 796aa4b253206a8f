"""The forms of a candidate's own pages."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from ...domain.people.enums import RestrictionReason
from ...domain.rights.enums import RequestKind
from ..kit.fields import Filled, too_long
from ..kit.labels import choices
from ..kit.stock import Form, VisitorForm


class AddressForm(VisitorForm):
    """To whom the code goes."""

    email = StringField(
        _l("E-mail address"),
        [Filled(_l("Please give your e-mail address.")), too_long(254)],
        render_kw={"type": "email", "inputmode": "email"},
    )


class CodeForm(VisitorForm):
    """Six figures from a letter."""

    code = StringField(
        _l("Code of six figures"),
        [Filled(_l("Please give the code.")), too_long(20)],
        render_kw={"inputmode": "numeric", "spellcheck": "false"},
    )


class LinkForm(VisitorForm):
    """The secret of a link, which a script takes from behind the ``#``."""

    token = HiddenField()


class MessageForm(Form):
    """A few lines to the team."""

    body = TextAreaField(_l("Message"), [Filled(_l("Please write your message.")), too_long(5000)])


class SideForm(Form):
    """What a person answers to what was noted about them."""

    side = TextAreaField(_l("Your side"), [Optional(), too_long(5000)])


class ObjectionForm(Form):
    """To what, and perhaps why."""

    reason = TextAreaField(_l("Your situation, if you wish to tell it"), [Optional(), too_long(2000)])


class AskForm(Form):
    """Which right, in which words."""

    kind = RadioField(_l("What you ask"), [InputRequired()], default=next(iter(RequestKind)).value)
    body = TextAreaField(_l("In your words"), [Filled(_l("Please say what you ask.")), too_long(5000)])

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.kind.choices = choices(RequestKind)


class RestrictForm(Form):
    """Why the data is to be set apart."""

    reason = RadioField(_l("Why"), [InputRequired()], default=next(iter(RestrictionReason)).value)

    def __init__(self, reasons: Iterable[RestrictionReason] = RestrictionReason, **options: object) -> None:
        super().__init__(**options)
        self.reason.choices = choices(reasons)


class ActForm(Form):
    """A button."""
