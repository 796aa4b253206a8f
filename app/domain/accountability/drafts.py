"""What the authority and the people are told of a breach, drafted from the register (Art. 33(3), Art. 34(2); A12.2)."""

from ..firm.queries import current_firm, current_profile
from ..policy.notices import Firm
from ..policy.texts import Text
from .enums import ClockState, Risk
from .models import Breach
from .papers import UNKNOWN, Paper, Part, moment
from .queries import clock_for

_RISKS = {
    Risk.NONE: Text("aucun risque probable", "no risk is likely"),
    Risk.LIKELY: Text("risque probable", "a risk is likely"),
    Risk.HIGH: Text("risque élevé", "a high risk is likely"),
}
_TITLE = Text(
    "Notification d’une violation de données à {authority}", "Notification of a personal data breach to {authority}"
)
_CONTROLLER = Text("Responsable du traitement", "Controller")
_WHEN = Text("Dates", "Dates")
_NATURE = Text("a) Nature de la violation", "(a) Nature of the breach")
_CONTACT = Text("b) Point de contact", "(b) Contact point")
_EFFECTS = Text("c) Conséquences probables", "(c) Likely consequences")
_MEASURES = Text("d) Mesures prises ou proposées", "(d) Measures taken or proposed")
_DELAY = Text("Motifs du retard (article 33, § 1)", "Reasons for the delay (Article 33(1))")
_STARTED = Text("Début : {moment}", "Began: {moment}")
_AWARE = Text("Connaissance : {moment}", "Known: {moment}")
_DUE = Text("Délai de notification : {moment}", "To be notified by: {moment}")
_TOLD = Text("Notification : {moment}", "Notified: {moment}")
_PEOPLE = Text("Personnes concernées : {what}", "People concerned: {what}")
_RECORDS = Text("Enregistrements concernés : {what}", "Records concerned: {what}")
_ABOUT = Text("{categories} (environ {count})", "{categories} (approximately {count})")
_RISK = Text("Risque pour les personnes : {risk}", "Risk for people: {risk}")

_LETTER = Text("Vos données : ce qui s’est passé", "Your data: what has happened")
_HELLO = Text(
    "Bonjour, nous vous devons une information importante : des données qui vous concernent ont été touchées par un incident chez {firm}.",
    "Hello, we owe you important information: data about you was affected by an incident at {firm}.",
)
_WHAT = Text("Ce qui s’est passé", "What happened")
_MEANS = Text("Ce que cela peut entraîner pour vous", "What this may mean for you")
_DONE = Text("Ce que nous avons fait", "What we have done")
_ASK = Text("À qui vous adresser", "Whom to ask")
_ASK_LINE = Text(
    "{contact}. Vous pouvez aussi saisir {authority} ({authority_address}).",
    "{contact}. You may also complain to {authority} ({authority_address}).",
)


def draft_notification(breach: Breach, locale: str) -> Paper:
    """To the authority: points (a) to (d) of Art. 33(3). What is not known yet says so and may follow (Art. 33(4))."""
    firm, clock = current_firm(), clock_for(breach)
    late = (Part(_say(_DELAY, locale), _known(breach.delay_reason, locale)),)
    return Paper(
        locale,
        _say(_TITLE, locale, authority=current_profile().authority.name),
        (
            Part(_say(_CONTROLLER, locale), (f"{firm.name}, {firm.address}", firm.privacy_contact)),
            Part(_say(_WHEN, locale), _dates(breach, locale)),
            Part(_say(_NATURE, locale), _nature(breach, locale)),
            Part(_say(_CONTACT, locale), (_contact(breach, firm),)),
            Part(
                _say(_EFFECTS, locale), (*_known(breach.effects, locale), _say(_RISK, locale, risk=_RISKS[breach.risk]))
            ),
            Part(_say(_MEASURES, locale), _known(breach.measures, locale)),
            *(late if clock.state in {ClockState.LATE, ClockState.TOLD_LATE} else ()),
        ),
    )


def draft_letter(breach: Breach, locale: str) -> Paper | None:
    """To the people, in plain words, when the risk is high (Art. 34); None when it is not."""
    if breach.risk is not Risk.HIGH:
        return None
    firm, authority = current_firm(), current_profile().authority
    ask = _say(
        _ASK_LINE,
        locale,
        contact=_contact(breach, firm),
        authority=authority.name,
        authority_address=authority.address,
    )
    return Paper(
        locale,
        _say(_LETTER, locale),
        (
            Part("", (_say(_HELLO, locale, firm=firm.name),)),
            Part(_say(_WHAT, locale), _known(breach.facts, locale)),
            Part(_say(_MEANS, locale), _known(breach.effects, locale)),
            Part(_say(_DONE, locale), _known(breach.measures, locale)),
            Part(_say(_ASK, locale), (ask,)),
        ),
    )


def _dates(breach: Breach, locale: str) -> tuple[str, ...]:
    moments = (
        (_STARTED, breach.started_at),
        (_AWARE, breach.aware_at),
        (_DUE, clock_for(breach).due_at),
        (_TOLD, breach.told_authority_at),
    )
    return tuple(_say(words, locale, moment=moment(at, locale)) for words, at in moments if at is not None)


def _nature(breach: Breach, locale: str) -> tuple[str, ...]:
    return (
        breach.title,
        *_known(breach.facts, locale),
        _say(_PEOPLE, locale, what=_about(breach.people_categories, breach.people_count, locale)),
        _say(_RECORDS, locale, what=_about(breach.records_categories, breach.records_count, locale)),
    )


def _about(categories: str, count: int | None, locale: str) -> str:
    said = categories or _say(UNKNOWN, locale)
    return said if count is None else _say(_ABOUT, locale, categories=said, count=str(count))


def _contact(breach: Breach, firm: Firm) -> str:
    return breach.contact_point or firm.privacy_contact


def _known(text: str, locale: str) -> tuple[str, ...]:
    """What was written, paragraph by paragraph, or that it is to come."""
    return tuple(line for line in text.split("\n") if line) or (_say(UNKNOWN, locale),)


def _say(words: Text, locale: str, **values: str | Text) -> str:
    return words.filled(**values).in_language(locale)
