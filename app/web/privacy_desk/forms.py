"""The forms of the desk."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from ...domain.people.enums import RestrictionReason
from ...domain.rights.enums import RequestChannel, RequestKind
from ..kit import corrections
from ..kit.fields import Filled, is_email, too_long
from ..kit.labels import SelectChoice, choices, label
from ..kit.stock import Form

_WRITE = InputRequired(_l("Please write something."))
_DAY = InputRequired(_l("Please give a day."))


class ActForm(Form):
    """A button."""


class ArchiveForm(Form):
    """Which archived file, and why it has to be opened."""

    words = StringField(
        _l("Reference of the application, or the person’s address"),
        [InputRequired(_l("Please give the reference or the address."))],
    )
    reason = TextAreaField(_l("Why it has to be opened"), [_WRITE, Length(max=2000)])


class HoldForm(Form):
    """Which application, why, and until when that is not looked at again."""

    reference = StringField(_l("Reference of the application"), [InputRequired(_l("Please give the reference."))])
    reason = TextAreaField(_l("Which dispute makes this necessary"), [_WRITE, Length(max=2000)])
    review_on = DateField(_l("To be looked at again on"), [_DAY])


class ReviewForm(Form):
    """Why still, and until when."""

    reason = TextAreaField(_l("Why it is still necessary"), [_WRITE, Length(max=2000)])
    review_on = DateField(_l("To be looked at again on"), [_DAY])


class ReviewDayForm(Form):
    """Until when nothing is erased before somebody looks again."""

    review_on = DateField(_l("To be looked at again on"), [_DAY])


class RequestForm(Form):
    """A request that came by mail or on paper."""

    kind = SelectField(_l("What is asked"))
    channel = SelectField(_l("How it came"))
    received_on = DateField(_l("Received on"), [_DAY])
    name = StringField(_l("First and last name"), [Length(max=120)])
    email = StringField(_l("E-mail address"), [Optional()], render_kw={"type": "email"})
    postal_address = TextAreaField(_l("Postal address"), [Optional(), too_long(254)])
    body = TextAreaField(_l("In which words"), [_WRITE])
    locale = SelectField(
        _l("Language of the answers"), choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")]
    )

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.kind.choices = choices(RequestKind)
        by_hand = (RequestChannel.MAIL, RequestChannel.PAPER)
        self.channel.choices = [SelectChoice(channel.value, label(channel)) for channel in by_hand]


class WordsForm(Form):
    """Words that the person receives."""

    words = TextAreaField(_l("What the person receives"), [_WRITE])


class PostedForm(Form):
    """When a letter left."""

    posted_on = DateField(_l("Posted on"), [_DAY])


class AnswerForm(Form):
    """The answer that grants what is asked."""

    answer = TextAreaField(_l("Answer"), [_WRITE])


class DetailsForm(corrections.DetailsForm):
    """What a person wrote of themselves, put right for them."""

    name = StringField(_l("First and last name"), [Filled(_l("Please give a name.")), too_long(120)])
    accommodation = TextAreaField(_l("To arrange for this person"), [Optional(), too_long(1000)])


class AddressForm(Form):
    """Another address instead of the one that the person is known by."""

    email = StringField(
        _l("E-mail address"),
        [Filled(_l("Please give the e-mail address.")), too_long(254), is_email],
        render_kw={"type": "email"},
    )


class SideForm(Form):
    """What a person answers to what was noted about them."""

    side = TextAreaField(_l("The person’s side"), [Optional(), too_long(5000)])


class MaskForm(Form):
    """Which words the copy does not give, and why."""

    words = TextAreaField(_l("The exact words"), [_WRITE])
    reason = StringField(_l("Why they are not given"), [_WRITE])


class RestrictForm(Form):
    """Why the data is set apart."""

    reason = SelectField(_l("Reason"))

    def __init__(self, reasons: Iterable[RestrictionReason] = RestrictionReason, **options: object) -> None:
        super().__init__(**options)
        self.reason.choices = choices(reasons)
