"""Forms of the desk."""

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ...domain.disclosures.actions import MAX_PURPOSE, Asked
from ...domain.disclosures.enums import DataCategory, Ground
from ...domain.disclosures.rules import CATEGORIES
from ..kit.labels import SelectChoice, choices
from ..kit.languages import current_language
from ..kit.navigation import LANGUAGE_NAMES
from ..kit.stock import Form

_NEEDED = InputRequired(_l("This is needed here."))
_AUTHORITY = _l("Needed when an authority asks.")


def _at_most(most: int) -> Length:
    return Length(max=most, message=_l("Please keep to %(number)s characters.", number=most))


class DisclosureForm(Form):
    """Who is to be given what, and why."""

    application = StringField(
        _l("Reference of the application"), [_NEEDED, _at_most(20)], description=_l("As in the candidate’s letters.")
    )
    ground = RadioField(_l("On which ground"), [_NEEDED])
    recipient = StringField(
        _l("Recipient"),
        [_NEEDED, _at_most(160)],
        description=_l("The organisation, never a person: it stays in the ledger."),
    )
    recipient_email = EmailField(
        _l("E-mail address of the recipient"),
        [_NEEDED, _at_most(254)],
        description=_l("There they are told when the data is corrected or erased."),
    )
    locale = SelectField(_l("Language of the recipient"), default="fr")
    purpose = TextAreaField(
        _l("Purpose, in words"), [_NEEDED, _at_most(MAX_PURPOSE)], description=_l("The candidate reads it.")
    )
    categories = SelectMultipleField(
        _l("What is given"),
        [InputRequired(_l("Please choose at least one."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("As little as the purpose needs; nothing else leaves."),
    )
    their_reference = StringField(_l("Reference number of the authority"), [Optional(), _at_most(80)])
    legal_text = StringField(_l("Legal text that obliges us"), [Optional(), _at_most(300)])

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.ground.choices = choices(Ground)
        self.locale.choices = [SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()]
        language = current_language()
        self.categories.choices = [
            SelectChoice(each.value, words.in_language(language)) for each, words in CATEGORIES.items()
        ]
        self.their_reference.description = self.legal_text.description = _AUTHORITY

    def asked(self) -> Asked:
        """What was written, as the ledger takes it."""
        return Asked(
            ground=Ground(self.ground.data),
            recipient=self.recipient.data,
            recipient_email=self.recipient_email.data,
            purpose=self.purpose.data,
            categories=tuple(DataCategory(each) for each in self.categories.data),
            their_reference=self.their_reference.data or "",
            legal_text=self.legal_text.data or "",
            locale=self.locale.data,
        )


class AddressForm(Form):
    """Where a notice that failed is sent again."""

    email = EmailField(_l("E-mail address of the recipient"), [_NEEDED, _at_most(254)])
