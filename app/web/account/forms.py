"""The forms of the account door."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from ...domain.people.rules import MAX_PASSWORD
from ..kit.labels import SelectChoice
from ..kit.stock import Form, VisitorForm

# Longer than any password that we take: what is typed is never cut, and never costs much to look at.
_LONGEST = 4 * MAX_PASSWORD
_TOO_LONG = _l("This is too long.")


class SignInForm(VisitorForm):
    """Address and password."""

    email = StringField(
        _l("E-mail address"),
        [InputRequired(_l("Please give your e-mail address.")), Length(max=254, message=_TOO_LONG)],
        render_kw={"type": "email", "inputmode": "email"},
    )
    password = PasswordField(
        _l("Password"), [InputRequired(_l("Please give your password.")), Length(max=_LONGEST, message=_TOO_LONG)]
    )
    next = HiddenField()


class CodeForm(VisitorForm):
    """A code of the second factor."""

    code = StringField(
        _l("Code"),
        [InputRequired(_l("Please give the code.")), Length(max=40, message=_TOO_LONG)],
        render_kw={"inputmode": "numeric", "spellcheck": "false"},
    )


class AnyCodeForm(CodeForm):
    """A code of the second factor, or a recovery code, which has letters."""

    code = StringField(
        _l("Code"),
        [InputRequired(_l("Please give the code.")), Length(max=40, message=_TOO_LONG)],
        render_kw={"spellcheck": "false", "autocapitalize": "characters"},
    )


class NewPasswordForm(Form):
    """The password that an invitation asks for."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Please choose a password.")), Length(max=_LONGEST, message=_TOO_LONG)],
    )


class ChangePasswordForm(NewPasswordForm):
    """One's own password."""

    current = PasswordField(
        _l("Current password"),
        [InputRequired(_l("Please give your current password.")), Length(max=_LONGEST, message=_TOO_LONG)],
    )


class ProfileForm(Form):
    """One's own name and language."""

    name = StringField(
        _l("First and last name"),
        [
            InputRequired(_l("Please give your name.")),
            Length(max=120, message=_l("Please keep to %(number)s characters.", number=120)),
        ],
    )
    locale = SelectField(_l("Language"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")])
