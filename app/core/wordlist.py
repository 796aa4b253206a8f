"""Lists of words, found in what people write as whole expressions, however they are accented or spaced."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Generic, NamedTuple, TypeVar

from .text import fold

Topic = TypeVar("Topic", bound=StrEnum)


class Passage(NamedTuple, Generic[Topic]):
    """Words as somebody wrote them, and what they seem to be about."""

    words: str
    topic: Topic


class Wordlist(Generic[Topic]):
    """Expressions by topic, and those in which they mean nothing of the kind, which are ``spared``.

    Both are patterns of whole words over folded text.
    """

    def __init__(self, patterns: Mapping[Topic, Iterable[str]], spared: Iterable[str] = ()) -> None:
        self._expressions, self._harmless = patterns, spared

    # Made when first looked for, a tenth of a second of a long list: a start needs none of them.
    @cached_property
    def _patterns(self) -> dict[Topic, re.Pattern[str]]:
        return {topic: _whole_words(expressions) for topic, expressions in self._expressions.items()}

    @cached_property
    def _spared(self) -> re.Pattern[str]:
        return _whole_words(self._harmless)

    def find(self, text: str) -> list[Passage[Topic]]:
        """What of it stands in ``text``, in its order, each expression once."""
        normal = unicodedata.normalize("NFC", text)
        bare, places = _bare(normal)
        spared = [match.span() for match in self._spared.finditer(bare)]
        found: dict[tuple[Topic, str], tuple[int, Passage[Topic]]] = {}
        for topic, pattern in self._patterns.items():
            for match in pattern.finditer(bare):
                start, end = match.span()
                if not any(first <= start and end <= last for first, last in spared):
                    words = " ".join(normal[places[start] : places[end - 1] + 1].split())
                    found.setdefault((topic, match.group()), (start, Passage(words, topic)))
        return [passage for _start, passage in sorted(found.values(), key=lambda each: each[0])]


def _whole_words(expressions: Iterable[str]) -> re.Pattern[str]:
    # Without expressions: what matches nowhere.
    return re.compile(rf"(?<!\w)(?:{'|'.join(expressions) or '(?!)'})(?!\w)")


@lru_cache(4096)
def _bare_letter(letter: str) -> str:
    return " " if letter.isspace() else fold(letter)


def _bare(text: str) -> tuple[str, list[int]]:
    """The text as the patterns read it, and for each of its letters the place of the one it was made of."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        bare = _bare_letter(letter)
        if bare != " " or letters[-1:] != [" "]:
            letters.extend(bare)
            places.extend([place] * len(bare))
    return "".join(letters), places
