"""Other people in what was written about one: their names, addresses and numbers are not the person's to have (A8.2).

Names are compared by their words in whatever order: what people write is seldom what a form holds.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ...core.rows import read_rows
from ...core.text import fold
from ...extensions import db
from ..applications.models import Application
from ..contact.models import ContactMessage
from ..firm.queries import current_firm
from ..people.models import Candidate
from ..policy.texts import Text
from .passages import list_passages

MASK = "█████"
ANOTHER = Text("Nomme un autre candidat.", "Names another candidate.")
ADDRESS = Text("Adresse d’une autre personne.", "An address of somebody else.")
NUMBER = Text("Numéro de téléphone d’une autre personne.", "A telephone number of somebody else.")
ERASED = Text("Nommait une personne dont la candidature est effacée.", "Named somebody whose application is erased.")
LONGEST_NAME, WIDEST_GAP = 8, 8
NATIONAL_DIGITS = 9

Words = tuple[str, ...]
Place = tuple[int, int]
Span = tuple[int, int, Text]
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"[^\s@<>(),;:\"]+@[\w.-]+\.\w+")
_NUMBER = re.compile(r"(?<![\w+.])[+0](?:[ .()\u00a0\u202f-]{0,3}\d){8,14}(?!\w)")
_DAY = re.compile(r"\d\d[.-]\d\d[.-]\d{4}")
# A surname alone is a word like another; after one of these it is somebody. Small words may stand between.
_CIVILITY = re.compile(
    r"(?<!\w)(?:M|MM|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle|Mrs|Ms|Miss|Dr|Docteur|Doctor|Maître)\b\.?\s{1,3}"
    r"(?:(?:de|du|des|la|le|von|van)\s|d['’]){0,2}((?=[^\W\d_])[\w'’-]+)",
    re.IGNORECASE,
)


class Masker:
    """Masks, in free text about one candidate, what is another's or was marked; each finder says where and why."""

    def __init__(
        self, candidate_id: UUID | None, *, address: str = "", name: str = "", kept: Iterable[Mapping[str, str]] = ()
    ) -> None:
        """``address`` and ``name``: what is known of somebody who is a candidate no more (None).

        ``kept``: what was marked before an application was archived, as its record has it.
        """
        self._candidate_id, self._own_name = candidate_id, name
        own = db.session.scalar(select(Candidate.email_key).where(Candidate.id == candidate_id)) or address
        firm = current_firm()
        marked = {each["words"]: each["reason"] for each in kept}
        marked |= {each.words: each.reason for each in (list_passages(candidate_id) if candidate_id else ())}
        # A blank that may not break a line is a blank to whoever marks.
        self._marked = [
            (r"\s".join(map(re.escape, re.split(r"\s", words))), Text(why, why)) for words, why in marked.items()
        ]
        self._own_address = own
        self._known_addresses = {own, firm.email.lower(), firm.privacy_contact.lower()}
        self._finders: tuple[Callable[[str], Iterator[Span]], ...] = (
            self._names,
            self._surnames,
            self._addresses,
            self._numbers,
            self._passages,
            self._erased,
        )

    def mask(self, text: str) -> tuple[str, list[Text]]:
        """The text without them, and one reason for each thing that was masked."""
        return cover(text, [span for find in self._finders for span in find(text)])

    def _names(self, text: str) -> Iterator[Span]:
        return ((*place, ANOTHER) for place in find_names(text, self._others))

    def _surnames(self, text: str) -> Iterator[Span]:
        return ((*place, ANOTHER) for place in find_surnames(text, self._other_surnames))

    def _addresses(self, text: str) -> Iterator[Span]:
        for found in _ADDRESS.finditer(text):
            if found.group().lower().rstrip(".") not in self._known_addresses:
                yield found.start(), found.end(), ADDRESS

    def _numbers(self, text: str) -> Iterator[Span]:
        for found in _NUMBER.finditer(text):
            if not _DAY.match(found.group()) and _national(found.group()) not in self._own_numbers:
                yield found.start(), found.end(), NUMBER

    def _passages(self, text: str) -> Iterator[Span]:
        """What the privacy officer marked, word for word."""
        for words, why in self._marked:
            for found in re.finditer(words, text):
                yield found.start(), found.end(), why

    def _erased(self, text: str) -> Iterator[Span]:
        """What an erasure has left of a name: there is no telling whose."""
        for found in re.finditer(MASK, text):
            yield found.start(), found.end(), ERASED

    @cached_property
    def _names_of_all(self) -> tuple[set[Words], set[Words]]:
        """Every name under which others applied, and those of this person: read once, whatever the texts say."""
        name, whose = Application.name_key, Application.candidate_id
        others = select(name).where(whose.is_distinct_from(self._candidate_id)).distinct()
        own = select(name).where(whose == self._candidate_id)
        # They are kept folded: a hundred thousand need not be folded again.
        theirs, mine = ({words_of_key(each) for each in read_rows(rows).scalars()} for rows in (others, own))
        return theirs, mine | {_words_of(self._own_name)}

    @cached_property
    def _others(self) -> set[Words]:
        others, own = self._names_of_all
        return {tuple(sorted(words)) for words in others} - {tuple(sorted(words)) for words in own}

    @cached_property
    def _other_surnames(self) -> set[str]:
        others, own = self._names_of_all
        return {each for words in others for each in surnames_of(words)} - {word for words in own for word in words}

    @cached_property
    def _own_numbers(self) -> set[str]:
        applied = select(Application.phone).where(Application.candidate_id == self._candidate_id)
        wrote = select(ContactMessage.phone).where(ContactMessage.email_key == self._own_address)
        return {_national(phone) for each in (applied, wrote) for phone in db.session.scalars(each) if phone}


def masks_in(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """What the record of an archived application keeps masked; those of before kept nothing of it."""
    masks: list[dict[str, str]] = record.get("masks", [])
    return masks


def cover(text: str, spans: Iterable[Span]) -> tuple[str, list[Text]]:
    """The text with a mask in each place, and why: what begins within another one goes with it, to its own end."""
    masked, reasons, at = [], [], 0
    for start, end, reason in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= at:
            masked += [text[at:start], MASK]
            reasons.append(reason)
        at = max(at, end)
    return "".join([*masked, text[at:]]), reasons


def find_names(text: str, names: Container[Words]) -> Iterator[Place]:
    """Where neighbouring words are one of ``names``, whole, in any order; each of those has its words sorted."""
    words = [(found.start(), found.end(), fold(found.group())) for found in _WORD.finditer(text)]
    for first, (start, _end, _word) in enumerate(words):
        name: list[str] = []
        end = start
        for begins, ends, word in words[first : first + LONGEST_NAME]:
            if begins - end > WIDEST_GAP:
                break
            name.append(word)
            end = ends
            if len(name) > 1 and tuple(sorted(name)) in names:
                yield start, end


def find_surnames(text: str, surnames: set[str]) -> Iterator[Place]:
    """Where one of ``surnames`` stands behind a civility."""
    for found in _CIVILITY.finditer(text):
        if surnames.intersection(_words_of(found.group(1))):
            yield found.start(1), found.end(1)


def words_of_key(name_key: str) -> Words:
    """The words of a name that is kept folded."""
    return tuple(_WORD.findall(name_key))


def surnames_of(words: Words) -> Words:
    """What may be the surname in a name: people write it last, or first. A single word is a word like another."""
    return (words[0], words[-1]) if len(words) > 1 else ()


def _words_of(name: str) -> Words:
    return words_of_key(fold(name))


def _national(number: str) -> str:
    """The same for +33 6 12 34 56 78 and 06.12.34.56.78."""
    return re.sub(r"\D", "", number)[-NATIONAL_DIGITS:]
