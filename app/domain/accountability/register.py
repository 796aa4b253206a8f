"""The register of processing (GDPR, Art. 30; A12.1), made of what the software is and does at this moment.

Nothing of it is typed: purposes and periods are the policy's, data the catalogue's, recipients the notice's and the
list of processors', measures the settings'.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace

from flask import current_app

from ..firm.queries import current_firm, current_profile
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.held import DATA, NO_RULE
from ..policy.notices import Firm, transfers_told
from ..policy.periods import Profile
from ..policy.purposes import Purpose
from ..policy.texts import BETWEEN, Text
from .measures import security_measures
from .models import Processor
from .naming import processor_words, recipient_words
from .queries import list_active_processors
from .register_texts import BESIDES, PEOPLE, READERS

HEADINGS = (
    Text("Responsable du traitement", "Controller"),
    Text("Protection des données", "Data protection contact"),
    Text("Traitement", "Processing"),
    Text("Finalité", "Purpose"),
    Text("Base légale", "Legal basis"),
    Text("Personnes concernées", "Categories of people"),
    Text("Catégories de données", "Categories of data"),
    Text("Destinataires", "Recipients"),
    Text("Transferts hors de l’EEE", "Transfers outside the EEA"),
    Text("Délai d’effacement", "Time limit for erasure"),
    Text("Mesures de sécurité", "Security measures"),
)


@dataclass(frozen=True)
class Activity:
    """One processing, in the order of the headings; each line is whole on its own."""

    controller: str
    contact: str
    name: str
    purpose: str
    basis: str
    people: str
    data: str
    recipients: str
    transfers: str
    erasure: str
    measures: str


def build_register(catalogue: Iterable[PersonalColumn], locale: str) -> tuple[Activity, ...]:
    """A line for each purpose that some column of the catalogue serves."""
    columns, processors = tuple(catalogue), list_active_processors()
    firm, profile = current_firm(), current_profile()
    used = {purpose for column in columns for purpose in column.purposes}
    return tuple(
        Activity(
            controller=f"{firm.name}, {firm.address}",
            contact=firm.privacy_contact,
            name=purpose.label.in_language(locale),
            purpose=purpose.description.in_language(locale),
            basis=purpose.basis.label.in_language(locale),
            people=_people(columns, purpose).in_language(locale),
            data=_data(columns, purpose, locale),
            recipients=_recipients(firm, purpose, processors, locale),
            transfers=_transfers(firm, processors, locale),
            erasure=_erasure(profile, purpose, locale),
            measures=" ".join(security_measures(current_app.config, locale)),
        )
        for purpose in Purpose
        if purpose in used
    )


def as_rows(register: Iterable[Activity], locale: str) -> list[list[str]]:
    """The register as a sheet, headings first."""
    return [[each.in_language(locale) for each in HEADINGS], *(list(astuple(activity)) for activity in register)]


def _people(columns: Sequence[PersonalColumn], purpose: Purpose) -> Text:
    if purpose in PEOPLE:
        return PEOPLE[purpose]
    subjects = {column.subject for column in columns if purpose in column.purposes}
    return PEOPLE[Subject.CANDIDATE if subjects == {Subject.CANDIDATE} else Subject.STAFF]


def _data(columns: Sequence[PersonalColumn], purpose: Purpose, locale: str) -> str:
    tables = [column.column.partition(".")[0] for column in columns if purpose in column.purposes]
    named = dict.fromkeys(DATA[table] for table in tables)
    held = [*named, BESIDES[purpose]] if purpose in BESIDES else [*named]
    return BETWEEN.in_language(locale).join(words.in_language(locale) for words in held)


def _recipients(firm: Firm, purpose: Purpose, processors: Sequence[Processor], locale: str) -> str:
    readers = READERS[purpose].filled(recipients=firm.own_words["recipients"]).in_language(locale)
    return BETWEEN.in_language(locale).join([readers, *(recipient_words(each, locale) for each in processors)])


def _transfers(firm: Firm, processors: Sequence[Processor], locale: str) -> str:
    """What the notice says, with each processor outside the EEA and its safeguard (Art. 30(1)(e))."""
    return transfers_told(replace(firm, processors=processor_words(processors))).in_language(locale)


def _erasure(profile: Profile, purpose: Purpose, locale: str) -> str:
    ruled = {rule.purpose: rule for rule in profile.rules}
    words = ruled[purpose].words if purpose in ruled else NO_RULE[purpose].until
    return words.in_language(locale)
