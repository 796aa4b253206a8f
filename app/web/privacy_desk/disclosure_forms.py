"""Forms of the desk."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from ...domain.disclosures.actions import ARCHIVE_GROUNDS_ONLY, MAX_PURPOSE, Asked
from ...domain.disclosures.enums import DataCategory, Ground
from ...domain.disclosures.rules import ARCHIVE_GROUNDS, CATEGORIES, KEPT_CATEGORIES
from ...domain.policy.texts import Text
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
        self.offer(Ground, CATEGORIES)
        self.locale.choices = [SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()]
        self.their_reference.description = self.legal_text.description = _AUTHORITY

    def offer(self, grounds: Iterable[Ground], categories: Mapping[DataCategory, Text]) -> None:
        """Which grounds and parts there are to choose from."""
        self.ground.choices = choices(grounds)
        self.categories.choices = [
            SelectChoice(each.value, words.in_language(current_language())) for each, words in categories.items()
        ]

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


class ArchivedDisclosureForm(DisclosureForm):
    """The same of an archived file: which one is no field, and neither a ground nor a part that it has not."""

    application = None

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.keep_to(KEPT_CATEGORIES)
        # Ours says why the other grounds are none here.
        self.ground.validate_choice = False
        self.ground.validators = [_NEEDED, AnyOf(ARCHIVE_GROUNDS, ARCHIVE_GROUNDS_ONLY)]

    def keep_to(self, parts: Iterable[DataCategory]) -> None:
        """Of the parts, those that this file has."""
        self.offer(ARCHIVE_GROUNDS, {each: KEPT_CATEGORIES[each] for each in parts})


class AddressForm(Form):
    """Where a notice that failed is sent again."""

    email = EmailField(_l("E-mail address of the recipient"), [_NEEDED, _at_most(254)])
