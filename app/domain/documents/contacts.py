"""Name, address and telephone, as the first lines of a CV tell them: offered to the person, who confirms (B4.b).

When in doubt, nothing: a wrong name in a form is worse than an empty field.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ...core.text import clean_line, fold
from .contact_words import LAST_WORDS, PARTICLES, SMALL, STEMS, TITLES, WORDS

# A name stands near the top; one that the address confirms may stand lower, beside a column read first.
NEAR_TOP = 5
HEAD = 40
MAX_NAME_WORDS = 5
MAX_WORDS = 9
MAX_LINE = 300
# How far before a number the word may stand that says what it is. A stranger wrote the line: without an end, two
# kilobytes of marks and figures kept the whole process for seconds, and twenty for half a minute.
REACH = 40

_LOCAL = re.compile(r"(?<![\w.%+@-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}\Z")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24}(?![\w@-])")
_NO_DOMAINS = {"png", "jpg", "jpeg", "gif", "svg", "pdf"}
_NOT_A_PERSON = re.compile(r"(?i)no-?reply|do-?not-?reply|ne-?pas-?repondre")

_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
_DATE = re.compile(r"(?<![\d./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d\d[./-]\d\d)(?![./-]?\d)")
_RUN = re.compile(r"(?<![\w+])(?:\(?\+ ?|\()?\d[\d .()/-]*\d(?!\w)")
_OTHER_NUMBER = re.compile(
    r"(?i)(?:\b(?:siret|siren|rcs|iban|bic|isbn|orcid|rpps|adeli|urssaf|fax|tva|vat|nir|id|no|ref|matricule)\b|n°|#)\W*\Z"
)
_MEASURE = re.compile(r"(?i)\s?(?:[€$£%]|k€|m€|eur\b|euros?\b|usd\b|gbp\b|k\b|ans\b|years\b|utilisateurs\b|users\b)")
_FRENCH = re.compile(r"0[1-9]([ ./-]?)\d\d(?:\1\d\d){3}|0[1-9]\d\d([ .-])(?:\d\d\2\d\d\2\d\d|\d{3}\2\d{3}|\d{6})")
_FRENCH_ABROAD = re.compile(r"(?:\+|00)33(?:0)?[1-9]\d{8}")
_ABROAD = re.compile(r"(?:\+|00)(?!33)[1-9]\d{7,13}")
_BRITISH = re.compile(r"07\d{3} ?\d{3} ?\d{3}|0(?:20 \d{4} \d{4}|1\d{3} \d{6}|1\d{2} \d{3} \d{4})")
_AMERICAN = re.compile(r"\(\d{3}\) ?\d{3}[ -]\d{4}|[2-9]\d{2}([-.])[2-9]\d{2}\1\d{4}")

_LABEL = re.compile(
    r"(?i)(?:nom(?:,| et)? pr[ée]noms?|pr[ée]noms?(?:,| et)? nom|nom complet|(?:full )?name|candidate?)"
    r"\s*:\s*(.+)"
)
_FIRST_NAME = re.compile(r"(?i)(?:pr[ée]noms?|first name|given name)\s*:\s*(.+)")
_SURNAME = re.compile(r"(?i)(?:nom(?: de famille)?|surname|last name|family name)\s*:\s*(.+)")
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)\S+|\b(?:[a-z0-9-]+\.)+(?:com|fr|org|net|io|dev|me)\b\S*")
_EDGES = re.compile(r"[|•·●▪■◆★,;:/()\[\]\t]|\s[-–—]+(?:\s|$)|^[-–—]+\s|\d+")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_LETTERS = re.compile(r"[^\W\d_]+")
_HEADER = re.compile(r"(?i)^(?:(?:cv|curriculum|vit(?:ae|æ)|r[ée]sum[ée])\b[\s:|,–—-]*)+(?:(?:de|of)\s|d['’])?")
_FIRST_LINES = 3
_SHORT = 2


@dataclass(frozen=True)
class Contacts:
    """What a CV says of how to reach its author; None is "not told, or not clearly"."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class _Candidate:
    """Words that may be a name, and the line where they begin; what is not clear needs the address's word for it."""

    words: list[str]
    place: int
    is_clear: bool


def find_contacts(text: str) -> Contacts:
    """The contacts in a CV's text. Never raises; each word of what it returns stands in the text."""
    lines = [line for line in (clean_line(line) for line in text.splitlines()) if line]
    email = next(filter(None, map(_find_email, lines)), None)
    phone = next(filter(None, map(_find_phone, lines)), None)
    return Contacts(_find_name(lines[:HEAD], email), email, phone)


def _find_email(line: str) -> str | None:
    """The first plausible address of a line."""
    for at in re.finditer("@", line):
        local = _LOCAL.search(line, max(0, at.start() - 65), at.start())
        domain = _DOMAIN.match(line, at.end())
        if not local or not domain:
            continue
        address = f"{local.group()}@{domain.group()}"
        is_plausible = ".." not in address and ".@" not in address and not _NOT_A_PERSON.match(address)
        if is_plausible and address.rpartition(".")[2].lower() not in _NO_DOMAINS:
            return address
    return None


def _find_phone(line: str) -> str | None:
    """The first telephone number of a line: a whole run of digits, never a part of a longer number."""
    plain = _DATE.sub(lambda found: "|" * len(found.group()), line.translate(_HYPHENS))
    for run in _RUN.finditer(plain):
        number = next(filter(_is_phone, _numbers(run.group())), None)
        before = max(0, run.start() - REACH)
        if number is None or _OTHER_NUMBER.search(plain, before, run.start()) or _MEASURE.match(plain, run.end()):
            continue
        return line[(start := run.start() + run.group().index(number)) : start + len(number)]
    return None


def _numbers(run: str) -> Iterator[str]:
    """The numbers of a run: two may stand beside a stroke or a hyphen, and a postcode may follow."""
    for part in re.split(r"\s*/\s+|\s+/\s*|\s+-\s+|(?<=\d{8})/", run):
        number = part.strip(" ./-")
        if number.count("(") != number.count(")"):
            number = number.strip("()").strip()
        yield number
        yield re.sub(r" \d{5}$", "", number)


def _is_phone(number: str) -> bool:
    bare = re.sub(r"\(0\)|[ .()/-]", "", number)
    if _FRENCH_ABROAD.fullmatch(bare) or _ABROAD.fullmatch(bare):
        return bare.startswith("+") or number.startswith("00")
    return any(form.fullmatch(number) for form in (_FRENCH, _BRITISH, _AMERICAN))


def _find_name(lines: list[str], email: str | None) -> str | None:
    """The name that the address confirms best; else the first near the top that nothing speaks against."""
    mailbox = fold((email or "").partition("@")[0])
    found = [*_labelled(lines), *_joined(lines), *_segments(lines)]
    candidates = [candidate for candidate in found if _is_name(candidate.words)]
    for candidate in sorted(candidates, key=lambda one: -_confirmations(one.words, mailbox)):
        confirmations = _confirmations(candidate.words, mailbox)
        if confirmations > (not candidate.is_clear) or (candidate.is_clear and candidate.place < NEAR_TOP):
            return _natural(candidate.words)
    return None


def _labelled(lines: list[str]) -> Iterator[_Candidate]:
    """After "Nom :" and "Prénom :", on one line or on two."""
    whole, first, last = (
        next(filter(None, map(label.match, lines)), None) for label in (_LABEL, _FIRST_NAME, _SURNAME)
    )
    if whole:
        yield _Candidate(_words(_EDGES.split(whole.group(1))[0]), 0, is_clear=True)
    if first and last:
        told = f"{_EDGES.split(first.group(1))[0]} {_EDGES.split(last.group(1))[0]}"
        yield _Candidate(_words(told), 0, is_clear=True)


def _joined(lines: list[str]) -> Iterator[_Candidate]:
    """A first name and a surname, each on a line of its own: clear when the surname alone is in capitals."""
    for place, (first, last) in enumerate(pairwise(lines[:NEAR_TOP])):
        if " " not in first and " " not in last:
            is_clear = last.isupper() and not first.isupper() and place < _FIRST_LINES
            yield _Candidate([first, last], place, is_clear=is_clear)


def _segments(lines: list[str]) -> Iterator[_Candidate]:
    """The parts of each line. The first is clear, unless figures or a label say that the line tells something else."""
    for place, line in enumerate(lines):
        if len(line) > MAX_LINE:
            continue
        rest = _LINK.sub("|", _without_contacts(line)).strip(" |-–—·•,;")
        is_clear = not re.search(r"[\d:]", _HEADER.sub("", rest))
        for segment in _EDGES.split(_HEADER.sub("", rest)):
            words = _words(segment)
            if words and segment.islower():
                yield _Candidate([word.title() for word in words], place, is_clear=False)
            elif words:
                yield _Candidate(words, place, is_clear=is_clear)
            is_clear = False


def _without_contacts(line: str) -> str:
    for contact in (_find_email(line), _find_phone(line)):
        line = line.replace(contact, "|") if contact else line
    return line


def _words(segment: str) -> list[str]:
    """The words of a segment, without "Mme" or "Dr"."""
    words = segment.split()
    while words and fold(words[0]).strip(".") in TITLES:
        words = words[1:]
    return words


def _is_name(words: list[str]) -> bool:
    """Two to five words with capitals, particles not counted, none of them known for anything else."""
    plain = [fold(word).strip(".") for word in words]
    own = [word for word in plain if word not in PARTICLES]
    return (
        len(words) <= MAX_WORDS
        and 1 < len(own) <= MAX_NAME_WORDS
        and len([word for word in own if len(word) > 1]) > 1
        and plain[-1] in own
        and plain[-1] not in LAST_WORDS
        and all(map(_looks_like_name, words))
        and not any(word in WORDS or word.startswith(STEMS) for word in own)
    )


def _looks_like_name(word: str) -> bool:
    """Durand, DURAND, Le-Goff, d’Ormesson, McDonald, J.; and the particles."""
    if not _WORD.fullmatch(word):
        return False
    return all(part[0].isupper() or fold(part) in PARTICLES for part in _LETTERS.findall(word))


def _confirmations(words: list[str], mailbox: str) -> int:
    """How many words of the name the address repeats; a short one only as a word of its own."""
    letters, pieces = re.sub(r"[^a-z]", "", mailbox), re.split(r"[^a-z]+", mailbox)
    return sum(
        any(part in pieces or (len(part) > _SHORT and part in letters) for part in _LETTERS.findall(fold(word)))
        for word in words
    )


def _natural(words: list[str]) -> str:
    """The name as it is spoken of: words in capitals get their small letters back, others stay as they are."""
    return " ".join(
        word.lower() if place and word.isupper() and fold(word) in SMALL else _LETTERS.sub(_small, word)
        for place, word in enumerate(words)
    )


def _small(found: re.Match[str]) -> str:
    """DURAND is Durand, MCDONALD is McDonald, the D of D’ORMESSON is d; initials (JP) stay."""
    part, rest = found.group(), found.string[found.end() :]
    if part == "D" and rest[:1] in {"'", "’"}:
        return "d"
    if not part.isupper() or not re.search("[aeiouy]", fold(part)):
        return part
    if part.startswith("MC") and len(part) > len("MCXX"):
        return "Mc" + part[2:].capitalize()
    return part.capitalize()
