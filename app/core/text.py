"""Cleaning of what people type, folding for search, and the choice of a language."""

import re
import unicodedata
from collections.abc import Callable, Mapping

# Cf holds the bidirectional overrides and zero-width marks that make one name look like another (B4.11). The joiners
# U+200C and U+200D stay: several scripts and the emoji cannot be written without them.
_JOINERS = {"\u200c", "\u200d"}
_BLANK_RUNS = re.compile(r"[^\S\n]+")
_NO_BREAK = "\u00a0\u202f"
# One sign to who reads, several to a keyboard: a phone and a word processor write d’Angelo and cœur, a hand d'Angelo.
_ALIKE = str.maketrans({"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "œ": "oe", "æ": "ae"})
_LINE_RUNS = re.compile(r"\n{3,}")


def clean_line(raw: str | None) -> str:
    """One line: NFC, no control or invisible formatting character, runs of white space as one space, trimmed."""
    return " ".join(_visible(raw or "").split())


def clean_text(raw: str | None) -> str:
    r"""Several lines: as ``clean_line`` within a line; line ends become ``\n``, at most one blank line in a row."""
    return _in_lines(raw, lambda _blanks: " ")


def clean_prose(raw: str | None) -> str:
    """As ``clean_text``, for what the firm has read: the no-break spaces of French typography stay where they stand."""
    return _in_lines(raw, lambda blanks: next((blank for blank in blanks.group() if blank in _NO_BREAK), " "))


def fold(raw: str | None) -> str:
    """The form under which text is searched and compared: NFKD, no accents, lower case, plain signs, single spaces."""
    decomposed = unicodedata.normalize("NFKD", (raw or "").casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().translate(_ALIKE).split())


def in_language(texts: Mapping[str, str], locale: str) -> str:
    """The text in ``locale``, else in French, else whatever there is: staff may write in one language alone."""
    return texts.get(locale) or texts.get("fr") or next((text for text in texts.values() if text), "")


def slugify(raw: str) -> str:
    """A URL segment of ASCII letters, digits and single hyphens, at most 80 long; may be empty."""
    words = re.sub(r"[\W_]+", "-", fold(raw))
    ascii_only = words.encode("ascii", "ignore").decode()
    return re.sub(r"-+", "-", ascii_only).strip("-")[:80].rstrip("-")


def _in_lines(raw: str | None, one_blank: Callable[[re.Match[str]], str]) -> str:
    lines = re.split(r"\r\n?|\n|\u2028|\u2029|\x0b|\x0c|\x85", raw or "")
    kept = "\n".join(_BLANK_RUNS.sub(one_blank, _visible(line)).strip() for line in lines)
    return _LINE_RUNS.sub("\n\n", kept).strip()


def _visible(raw: str) -> str:
    normal = unicodedata.normalize("NFC", raw)
    # Nearly all of what people type: what may be printed is of none of the kinds below.
    if normal.isprintable():
        return normal
    return "".join(
        " " if character in "\t\n\r\x0b\x0c\x85" else character
        for character in normal
        if character in "\t\n\r\x0b\x0c\x85"
        or character in _JOINERS
        or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
