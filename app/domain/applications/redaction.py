"""What is taken out of words while an application is read without knowing whose it is (A4.5, L.1221-7).

Name, ways to reach the person, address, age and civility are looked for by their shape, and whatever the application
itself says they are. When in doubt a word goes: it is all there again once the application is shown whole. What a
sentence tells by its grammar, or a career by its dates, stays.
"""

import re
from collections.abc import Iterable
from typing import Any

from ...core.text import fold
from ..documents.contact_words import PARTICLES

# Not the mark of somebody who is erased.
HIDDEN = "[…]"
NATIONAL_DIGITS = 9

# How a day is written, or a year alone; a name of a place; what follows on the line.
_DAY = r"(?:\d{1,2}(?:er|st|nd|rd|th)?[\s./-]{1,3}[\w.]{1,10}[\s./-]{1,3})?\d{4}"
_PLACE = r"(?-i:[A-ZÀ-Ý])[\w'’-]{1,40}"
_REST = r"[^\n|•;]"
_THERE = rf"(?:,?\s(?:[àa]|in)\s{_PLACE})?"
# A place or a course is a street where a name follows.
_STREET = (
    r"(?:rue|avenue|av\.|boulevard|bd\.?|all[ée]e|chemin|impasse|quai|faubourg|"
    r"(?:place|cours|route|square|villa|passage|r[ée]sidence|sentier|mail|cit[ée])\s"
    r"(?:(?:de|du|des|la|le|les|l['’]|d['’])\s?){0,3}(?-i:[A-ZÀ-Ý0-9]))"
)
_STREET_ABROAD = r"(?:street|st\.|road|rd\.|avenue|ave\.?|lane|drive|court|gardens|terrace|square|stra(?:ß|ss)e|str\.)"
_DOMAIN = r"(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,6}"
_ADDRESS = r"(?:adresse|address|domicile|demeurant|domicili[ée]e?)"
_BIRTH = (
    r"(?:(?:date|lieu) (?:et lieu )?de naissance|naissance|date of birth|birth\s?date|birthday|d\.?o\.?b|geburtsdatum)"
)
# Each has an end to how far it looks: a stranger wrote what it looks through.
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        # Ways to reach the person. What has no scheme may be the name of a tool (ASP.NET), unless a path follows.
        r"(?<![^\s<>(),;:\"|@])[^\s@<>(),;:\"|]{1,64}@[\w.-]{1,200}\.\w{2,24}",
        r"\b(?:https?://|www\.)[^\s|]{1,300}",
        rf"{_DOMAIN}(?:(?:com|fr|org|eu|de|be|ch|lu|uk)\b(?:/[^\s|]{{0,300}})?|[a-z]{{2,10}}/[^\s|]{{1,300}})",
        r"(?<![\w+.])(?:\(?\+|00|\(?0)(?:[ .()/\u00a0\u202f\u2011-]{0,3}\d){8,14}(?!\w)",
        # Where they live.
        rf"\b\d{{1,4}}\s?(?:bis|ter|quater)?,?\s{{1,3}}{_STREET}{_REST}{{0,80}}(?<!\s)",
        rf"\b\d{{1,4}}[a-z]?,?\s(?:[\w'’-]{{1,30}}\s){{1,3}}{_STREET_ABROAD}(?!\w){_REST}{{0,60}}(?<!\s)",
        r"\b[\w-]{2,40}(?:straße|strasse|str\.)\s\d{1,4}[a-z]?\b",
        rf"(?<![\d.,])(?:\d{{5}}|(?:B|L|CH|A)-?\d{{4}})\s(?!(?-i:EUR|USD|GBP|CHF)\b){_PLACE}(?:[ -]{_PLACE}){{0,3}}",
        r"\b(?-i:[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2})\b",
        rf"\b{_ADDRESS}(?:\s(?:postale|personnelle|[àa]|au))?\s?:?\s{_REST}{{1,80}}(?<!\s)",
        # How old they are.
        rf"(?<!\w)n[ée]e?(?:\s?\(e\)|\.e|·e)?\s(?:le|en)\s{_DAY}{_THERE}",
        rf"\b(?:born|geboren)\s(?:on|in|am)?\s?{_DAY}{_THERE}",
        rf"\b{_BIRTH}{_REST}{{1,60}}(?<!\s)",
        r"(?<!\w)(?:[âa]ge|aged|alter)\s{0,3}:?\s{0,3}\d{2}\b(?:\s(?:ans|years|jahre))?",
        r"\b(?:1[5-9]|[2-7]\d)\s(?:ans|years old|jahre)(?!\w)(?!\s(?:d|de|dans|en|chez|comme|[àa]|au)\b)",
        # Civility, but for the one that begins a letter; and what a label says of the sex.
        r"\bmadame\b(?!,? monsieur)|(?<!madame )(?<!madame, )\bmonsieur\b",
        r"\b(?:mademoiselle|mme|mlle|mr|mrs|ms|miss|herr|frau)\b\.?",
        r"(?<![\w.])(?-i:M)\.(?=\s(?-i:[A-ZÀ-Ý]))",
        r"\b(?:sexe|genre|civilit[ée]|sex|gender|geschlecht)\s?:\s?[^\n|•,;.]{1,20}",
        r"\b(?:she/her|he/him|they/them|elle/elle|il/lui|iel)\b",
    )
)
_WORD = re.compile(r"[^\W\d_]+")


def headline(application: Any) -> tuple[str, str | None]:  # noqa: ANN401  an application, or a row of one
    """What stands for an unnamed application in a list: its reference, and its position as far as that tells nobody."""
    position = application.current_position
    return application.reference, Redactor([application.name]).redact(position) if position else None


class Redactor:
    """Takes out of any text what tells whose it is."""

    def __init__(self, names: Iterable[str], *, phones: Iterable[str | None] = ()) -> None:
        """``names``: every name that the person goes by here; ``phones``: numbers whose shape might be none of ours."""
        words = {word for name in names for word in _WORD.findall(fold(name))}
        self._words = {word for word in words if len(word) > 1 and word not in PARTICLES}
        # How many marks stand in a row, and with which small words between, tells of a name as well: one is enough.
        small = "|".join(["(?!)", *sorted(words & PARTICLES)])
        one = rf"(?:\b(?:{small})(?:['’]|\s+))*{re.escape(HIDDEN)}"
        self._run = re.compile(rf"{one}(?: ?-? ?{one})*", re.IGNORECASE)
        bare = (re.sub(r"\D", "", phone or "")[-NATIONAL_DIGITS:] for phone in phones)
        self._numbers = [
            re.compile(r"[^\w\n]{0,3}".join(digits)) for digits in bare if len(digits) >= NATIONAL_DIGITS - 2
        ]

    def redact(self, text: str) -> str:
        """The text with a mark in the place of each of them."""
        for shape in (*_SHAPES, *self._numbers):
            text = shape.sub(HIDDEN, text)
        return self._run.sub(HIDDEN, _WORD.sub(self._name_or_word, text))

    def _name_or_word(self, found: re.Match[str]) -> str:
        word = found.group()
        folded = fold(word)
        if folded in self._words:
            return HIDDEN
        # CamilleDurand: two of them in one word are nobody else's.
        parts = sum(len(name) > 2 and name in folded for name in self._words)
        return HIDDEN if parts > 1 else word
