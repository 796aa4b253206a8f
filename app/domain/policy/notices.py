"""The privacy notice, rendered from the purposes and the periods: it cannot say anything else (C7.1, A3.1)."""

import hashlib
from dataclasses import dataclass

from .notice_texts import CONSENT, FIRST_LEVEL, SECOND_LEVEL
from .periods import Profile
from .texts import Text


@dataclass(frozen=True)
class Firm:
    """The controller's facts (G1, G2)."""

    name: str
    address: str
    email: str
    privacy_contact: str
    legal_line: str
    country: str


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


def missing_items(firm: Firm) -> tuple[str, ...]:
    """The items that the notice cannot state because a fact of the firm is empty (G1, G2)."""
    missing = []
    if not firm.name or not firm.address:
        missing.append("G1")
    if not firm.privacy_contact:
        missing.append("G2")
    return tuple(missing)


def first_level(firm: Firm, profile: Profile, locale: str) -> tuple[Sentence, ...]:
    """What stands beside the button: short, complete on who, why, how long and which rights (A3.1, G1 to G10)."""
    return tuple(Sentence(items, _say(text, firm, profile, locale)) for items, text in FIRST_LEVEL)


def second_level(firm: Firm, profile: Profile, locale: str) -> tuple[Section, ...]:
    """The whole notice, section by section; the retention table is made of the profile's own rules."""
    return tuple(
        Section(
            anchor,
            title.in_language(locale),
            tuple(_say(paragraph, firm, profile, locale) for paragraph in paragraphs),
            _table(profile, locale) if anchor == "periods" else (),
        )
        for anchor, title, paragraphs in SECOND_LEVEL
    )


def consent_text(firm: Firm, profile: Profile, locale: str) -> str:
    """The words beside the talent-pool box, kept by their hash with each consent (C3.1)."""
    return _say(CONSENT, firm, profile, locale)


def notice_text(firm: Firm, profile: Profile, locale: str) -> str:
    """The whole of what one person was shown, as one text: what its hash stands for (A3.3)."""
    lines = [f"{profile.version} {profile.effective_on} {locale}"]
    lines += [sentence.text for sentence in first_level(firm, profile, locale)]
    for section in second_level(firm, profile, locale):
        lines += [section.title, *section.paragraphs]
        lines += [" | ".join((row.purpose, row.description, row.basis, row.period, row.source)) for row in section.rows]
    return "\n".join(lines)


def notice_hash(text: str) -> str:
    """The SHA-256 of a notice's text, in hexadecimal (C7.2)."""
    return hashlib.sha256(text.encode()).hexdigest()


def _say(text: Text, firm: Firm, profile: Profile, locale: str) -> str:
    return text.filled(
        firm=firm.name,
        address=firm.address,
        email=firm.email,
        contact=firm.privacy_contact,
        active=profile.active.period.words,
        feedback=profile.feedback.period.words,
        pool=profile.pool.period.words,
    ).in_language(locale)


def _table(profile: Profile, locale: str) -> tuple[TableRow, ...]:
    return tuple(
        TableRow(
            rule.purpose.label.in_language(locale),
            rule.purpose.description.in_language(locale),
            rule.purpose.basis.label.in_language(locale),
            rule.words.in_language(locale),
            rule.source.in_language(locale),
        )
        for rule in profile.rules
    )
