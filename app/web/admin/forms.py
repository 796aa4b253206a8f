"""Forms of the administrator."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from ...core.permissions import Role
from ..kit.labels import choices


def _at_most(most: int) -> Length:
    return Length(max=most, message=_l("Please keep to %(number)s characters.", number=most))


class RoleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Another role."""

    role = SelectField(_l("Role"), default=Role.RECRUITER.value)

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.role.choices = choices(Role)


class InviteForm(RoleForm):
    """Somebody new."""

    name = StringField(_l("First and last name"), [InputRequired(_l("Please give a name.")), _at_most(120)])
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Please give an e-mail address.")), _at_most(254)])
