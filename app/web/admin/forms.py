"""Forms of the administrator."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, SelectField, StringField
from wtforms.validators import InputRequired

from ...core.permissions import Role
from ..kit.labels import choices

_NEEDED = InputRequired(_l("Please fill this in."))


class InviteForm(FlaskForm):  # type: ignore[misc]
    """Somebody new."""

    name = StringField(_l("Name"), [_NEEDED])
    email = EmailField(_l("E-mail address"), [_NEEDED])
    role = SelectField(_l("Role"), default=Role.RECRUITER.value)

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.role.choices = choices(Role)


class RoleForm(FlaskForm):  # type: ignore[misc]
    """Another role."""

    role = SelectField(_l("Role"))

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.role.choices = choices(Role)
