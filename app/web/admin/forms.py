"""Forms of the administrator."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, EmailField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from ...core.permissions import Role
from ...domain.firm.enums import ImageKind, Words
from ...domain.policy.notices import OWN_WORDS
from ..kit.fields import is_email
from ..kit.labels import choices
from ..kit.stock import Form

LOCALES = ("fr", "en")
_NEEDED = InputRequired(_l("Please fill this in."))


def _at_most(most: int) -> Length:
    return Length(max=most, message=_l("Please keep to %(number)s characters.", number=most))


class RoleForm(Form):
    """Another role."""

    role = SelectField(_l("Role"), default=Role.RECRUITER.value)

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.role.choices = choices(Role)


class FirmForm(Form):
    """What the public reads and sees of the firm."""

    version = IntegerField(default=0, widget=HiddenInput())
    name = StringField(_l("Name"), [_NEEDED, _at_most(120)])
    address = StringField(_l("Address"), [_at_most(300)])
    email = EmailField(_l("E-mail address"), [_NEEDED, _at_most(254), is_email])
    privacy_contact = EmailField(_l("Address for data protection"), [_NEEDED, _at_most(254), is_email])
    legal_line = StringField(
        _l("Legal line"), [_at_most(500)], description=_l("Legal form, capital, register: at the foot of every page.")
    )
    accent = StringField(
        _l("Accent colour"),
        [_at_most(9)],
        description=_l("As # and six figures; empty for the colour of the house. Whether it can be read is checked."),
    )
    tagline_fr = StringField(_l("Headline in French"), [_at_most(160)])
    tagline_en = StringField(_l("Headline in English"), [_at_most(160)])
    about_fr = TextAreaField(_l("Who we are, in French"), [_at_most(4000)])
    about_en = TextAreaField(_l("Who we are, in English"), [_at_most(4000)])
    hiring_fr = TextAreaField(_l("How we hire, in French"), [_at_most(4000)])
    hiring_en = TextAreaField(_l("How we hire, in English"), [_at_most(4000)])
    mail_footer_fr = TextAreaField(_l("Foot of letters, in French"), [_at_most(600)])
    mail_footer_en = TextAreaField(_l("Foot of letters, in English"), [_at_most(600)])

    recipients_fr = TextAreaField(_l("Who else has access, in French"), [_at_most(1000)])
    recipients_en = TextAreaField(_l("Who else has access, in English"), [_at_most(1000)])
    transfers_fr = StringField(_l("Transfers outside the European Union, in French"), [_at_most(300)])
    transfers_en = StringField(_l("Transfers outside the European Union, in English"), [_at_most(300)])
    sources_fr = TextAreaField(_l("Other sources about people, in French"), [_at_most(1000)])
    sources_en = TextAreaField(_l("Other sources about people, in English"), [_at_most(1000)])
    methods_fr = TextAreaField(_l("How candidates are assessed, in French"), [_at_most(1000)])
    methods_en = TextAreaField(_l("How candidates are assessed, in English"), [_at_most(1000)])

    def notice_words(self) -> dict[str, dict[str, str]]:
        """What the privacy notice says that only the firm can know, by language."""
        return {name: {locale: self[f"{name}_{locale}"].data or "" for locale in LOCALES} for name in OWN_WORDS}

    counts_visits = BooleanField(
        _l("Count visits"),
        default=True,
        description=_l("How often each public page is seen on a day: no cookie, no address, nothing about a visitor."),
    )

    def words(self) -> dict[Words, dict[str, str]]:
        """What the firm says of itself, by language."""
        return {key: {locale: self[f"{key.value}_{locale}"].data or "" for locale in LOCALES} for key in Words}


class AcknowledgeForm(Form):
    """A word on what an alert was; one such form stands in each row."""

    comment = StringField(_l("What it was"), [InputRequired(_l("Please say in a word what it was.")), _at_most(200)])

    def __init__(self, alert_id: UUID, **options: object) -> None:
        super().__init__(**options)
        self.comment.id = f"comment-{alert_id}"


class ImageForm(Form):
    """A logo or a photo."""

    kind = SelectField(_l("Kind"), id="image-kind")
    file = FileField(_l("Picture"))
    alt_fr = StringField(_l("What it shows, in French"), [_at_most(200)])
    alt_en = StringField(_l("What it shows, in English"), [_at_most(200)])

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.kind.choices = choices(ImageKind)


class InviteForm(RoleForm):
    """Somebody new."""

    name = StringField(_l("First and last name"), [InputRequired(_l("Please give a name.")), _at_most(120)])
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Please give an e-mail address.")), _at_most(254)])
