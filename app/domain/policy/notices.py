"""The privacy notice, rendered from the purposes and the periods: it cannot say anything else (C7.1, A3.1)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from .held import held_words, unruled_of
from .notice_texts import BESIDE_THE_BUTTON, CONSENT, CONTACT, DEFAULTS, FIRST_LEVEL, ITEMS, SECOND_LEVEL
from .periods import Profile
from .purposes import Purpose
from .texts import BETWEEN, Text

OWN_WORDS = tuple(DEFAULTS)


@dataclass(frozen=True)
class Firm:
    """The controller's facts (G1, G2), and in ``own_words`` what only it can know, in both languages.

    Those are ``recipients`` (G7), ``transfers`` (G8), ``sources`` (G11) and assessment ``methods`` (G12). What the
    register names is ``processors``: ``recipients``, and ``transfers`` outside the EEA; each only if there are any.
    """

    name: str
    address: str
    email: str
    privacy_contact: str
    legal_line: str
    country: str
    own_words: Mapping[str, Text] = field(default_factory=lambda: DEFAULTS)
    processors: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Sentence:
    """One sentence of the first level, and the items of Article 13 that it covers."""

    items: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class TableRow:
    """One line of the retention table, in words."""

    purpose: str
    description: str
    basis: str
    period: str
    source: str


@dataclass(frozen=True)
class Section:
    """A titled part of the second level; ``rows`` only in the retention table."""

    anchor: str
    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[TableRow, ...] = ()


@dataclass(frozen=True)
class Document:
    """All that a person may be shown in one language: the whole notice, what stands beside buttons, the consent."""

    policy_version: str
    first_level: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    consent: str
    contact: str

    @property
    def text(self) -> str:
        """The one form that is kept, and that the hash stands for."""
        return json.dumps(_plain(self), ensure_ascii=False, sort_keys=True)


def transfers_told(firm: Firm) -> Text:
    """The firm's own words, and whoever the register names outside the EEA: then "none" is not said any more (G8)."""
    own, named = firm.own_words["transfers"], firm.processors.get("transfers")
    if named is None:
        return own
    return Text(*(_joined(own, named, locale) for locale in ("fr", "en")))


def _joined(own: Text, named: Text, locale: str) -> str:
    said, none = own.in_language(locale).strip(), DEFAULTS["transfers"].in_language(locale)
    is_none = said.casefold().startswith(none)
    between = BETWEEN.in_language(locale)
    return between.join(filter(None, ["" if is_none else said, named.in_language(locale)]))


def missing_items(firm: Firm, profile: Profile) -> tuple[str, ...]:
    """The items G1 to G13 that the notice does not state, or states with an empty place, in one of the languages.

    G1 to G10 must stand beside the button as well (A3.1).
    """
    stated: dict[str, bool] = {}
    for _anchor, _title, paragraphs in SECOND_LEVEL:
        for items, text in paragraphs:
            is_whole = all(_is_whole(text, firm, profile, locale) for locale in ("fr", "en"))
            stated |= {item: stated.get(item, True) and is_whole for item in items}
    beside = {item for items, text in FIRST_LEVEL if _applies(text, firm, profile) for item in items}
    stated |= dict.fromkeys(set(BESIDE_THE_BUTTON) - beside, False)
    return tuple(item for item in ITEMS if not stated.get(item))


def item_words(item: str, locale: str) -> str:
    """What an item is about: ``G7 (destinataires)``."""
    return f"{item} ({ITEMS[item].in_language(locale)})"


def first_level(firm: Firm, profile: Profile, locale: str) -> tuple[Sentence, ...]:
    """What stands beside the button: short, complete on who, why, how long and which rights (A3.1, G1 to G10)."""
    return tuple(
        Sentence(items, _say(text, firm, profile, locale))
        for items, text in FIRST_LEVEL
        if _applies(text, firm, profile)
    )


def second_level(firm: Firm, profile: Profile, locale: str) -> tuple[Section, ...]:
    """The whole notice, section by section; the retention table is made of the profile's own rules."""
    return tuple(
        Section(
            anchor,
            title.in_language(locale),
            tuple(_say(text, firm, profile, locale) for _items, text in paragraphs if _applies(text, firm, profile)),
            _table(profile, locale) if anchor == "periods" else (),
        )
        for anchor, title, paragraphs in SECOND_LEVEL
    )


def consent_text(firm: Firm, profile: Profile, locale: str) -> str:
    """The words beside the talent-pool box, kept with each consent (C3.1)."""
    return _say(CONSENT, firm, profile, locale)


def contact_notice(firm: Firm, profile: Profile, locale: str) -> str:
    """What stands beside the button of the contact form (A3.1)."""
    return _say(CONTACT, firm, profile, locale)


def document(firm: Firm, profile: Profile, locale: str) -> Document:
    """The notice in one language, as it stands now."""
    facts = firm, profile, locale
    return Document(
        profile.version, first_level(*facts), second_level(*facts), consent_text(*facts), contact_notice(*facts)
    )


def read_document(text: str) -> Document:
    """A document that was kept."""
    kept = json.loads(text)
    return Document(
        kept["policy_version"],
        tuple(Sentence(tuple(one["items"]), one["text"]) for one in kept["first_level"]),
        tuple(
            Section(
                one["anchor"], one["title"], tuple(one["paragraphs"]), tuple(TableRow(**row) for row in one["rows"])
            )
            for one in kept["sections"]
        ),
        kept["consent"],
        kept["contact"],
    )


def notice_hash(text: str) -> str:
    """The SHA-256 of a notice's text, in hexadecimal (C7.2)."""
    return hashlib.sha256(text.encode()).hexdigest()


def _applies(text: Text, firm: Firm, profile: Profile) -> bool:
    """What speaks of the archive, or of processors, is said only where there are any."""
    places = {place for _before, place, _spec, _conversion in Formatter().parse(text.en) if place}
    return places <= set(_facts(firm, profile))


def _say(text: Text, firm: Firm, profile: Profile, locale: str) -> str:
    return text.filled(**_facts(firm, profile)).in_language(locale)


def _facts(firm: Firm, profile: Profile) -> dict[str, str | Text]:
    return {
        **firm.own_words,
        "transfers": transfers_told(firm),
        **({"processors": firm.processors["recipients"]} if "recipients" in firm.processors else {}),
        "firm": firm.name,
        "address": firm.address,
        "email": firm.email,
        "contact": firm.privacy_contact,
        "authority": profile.authority.name,
        "authority_address": profile.authority.address,
        "active": profile.active.period.words,
        "feedback": profile.feedback.period.words,
        **({"archive": profile.archive.period.words} if profile.archive else {}),
        "pool": profile.pool.period.words,
        "contact_period": profile.rule(Purpose.CONTACT).period.words,
        "backup_period": profile.backups.words,
        "held": held_words(profile),
    }


def _is_whole(text: Text, firm: Firm, profile: Profile, locale: str) -> bool:
    """Whether the sentence has words, and every place in it is filled."""
    words = text.in_language(locale)
    places = {name: Text(fact, fact) if isinstance(fact, str) else fact for name, fact in _facts(firm, profile).items()}
    return bool(words) and all(
        fact.in_language(locale).strip() for name, fact in places.items() if f"{{{name}}}" in words
    )


def _plain(document: Document) -> dict[str, Any]:
    return {
        "policy_version": document.policy_version,
        "first_level": [{"items": list(one.items), "text": one.text} for one in document.first_level],
        "sections": [
            {
                "anchor": one.anchor,
                "title": one.title,
                "paragraphs": list(one.paragraphs),
                "rows": [vars(row) for row in one.rows],
            }
            for one in document.sections
        ],
        "consent": document.consent,
        "contact": document.contact,
    }


def _table(profile: Profile, locale: str) -> tuple[TableRow, ...]:
    ruled = [(rule.purpose, rule.words, rule.source) for rule in profile.rules]
    unruled = [(purpose, each.until, each.source) for purpose, each in unruled_of(profile).items()]
    return tuple(
        TableRow(
            purpose.label.in_language(locale),
            purpose.description.in_language(locale),
            purpose.basis.label.in_language(locale),
            until.in_language(locale),
            source.in_language(locale),
        )
        for purpose, until, source in (*ruled, *unruled)
    )
