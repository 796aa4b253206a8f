"""Forms of signing in and of one's own account."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired

_NEEDED = InputRequired(_l("Please fill this in."))


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address and password."""

    email = EmailField(_l("E-mail address"), [_NEEDED])
    password = PasswordField(_l("Password"), [_NEEDED])


class CodeForm(FlaskForm):  # type: ignore[misc]
    """A six-figure code, or a recovery code."""

    code = StringField(_l("Code"), [_NEEDED], render_kw={"inputmode": "numeric"})


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A first password."""

    password = PasswordField(_l("New password"), [_NEEDED])


class ChangePasswordForm(FlaskForm):  # type: ignore[misc]
    """A new password in place of the old."""

    current = PasswordField(_l("Current password"), [_NEEDED])
    password = PasswordField(_l("New password"), [_NEEDED])


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """Name and language."""

    name = StringField(_l("Name"), [_NEEDED])
    locale = SelectField(_l("Language"), choices=[("fr", "Français"), ("en", "English")])
