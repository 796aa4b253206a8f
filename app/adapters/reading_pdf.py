"""The pages of a PDF, looked at one by one. Runs in the confined child."""

import time
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pypdfium2

from .findings import ENOUGH, MAX_CHARACTERS, MAX_HIDDEN, Found
from .sheets import Sheet
from .visibility import Seen, look

MAX_PAGES = 500
# Of the five seconds of processor time that a reader has. What has not been looked at by then is not counted as seen.
_SECONDS = 3.0


class Looked(NamedTuple):
    """A page and what is seen on it."""

    sheet: Sheet
    seen: Seen


def look_through(pdf: pypdfium2.PdfDocument, *, with_places: bool) -> Iterator[Looked | None]:
    """Each page in turn, None for a broken one, until there is no time left; the first ``with_places``."""
    until = time.process_time() + _SECONDS
    for index in range(min(len(pdf), MAX_PAGES)):
        yield look_at(pdf, index, with_places=with_places and index == 0)
        if time.process_time() > until:
            break


def look_at(pdf: pypdfium2.PdfDocument, index: int, *, with_places: bool = True) -> Looked | None:
    """One page; None where it is broken: it is no reason to lose the others."""
    try:
        sheet = Sheet(pdf, index)
        return Looked(sheet, look(sheet, with_places=with_places))
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return None


def gather(pages: Iterable[Looked | None]) -> Found:
    """The text of the pages, in two: what is visible, and what is not."""
    found = Found("")
    letters = 0
    for page in pages:
        if page:
            text, hidden = _tell_apart(page.seen)
            found.text += text + "\n\n"
            found.hidden += hidden[:ENOUGH] if len(found.hidden) < 2 * MAX_HIDDEN else ""
            letters += sum(1 for character in text if not character.isspace())
        # The limit may be reached long before cleaning, or only after it: blanks in a row count once.
        if letters > MAX_CHARACTERS or len(found.text) > ENOUGH:
            break
    return found


def read_pdf(raw: bytes) -> Found:
    """What a PDF says and how many pages it has."""
    with pypdfium2.PdfDocument(raw) as pdf:
        found = gather(look_through(pdf, with_places=False))
        found.pages = len(pdf)
    return found


def _tell_apart(seen: Seen) -> tuple[str, str]:
    """What stood apart stays apart."""
    visible: list[str] = []
    hidden: list[str] = []
    was_visible = True
    for letter, is_visible in zip(seen.letters, seen.is_visible, strict=True):
        if is_visible != was_visible:
            (hidden if was_visible else visible).append("\n" if not is_visible else " ")
        (visible if is_visible else hidden).append(letter.text)
        was_visible = is_visible
    return "".join(visible), "\n".join(("".join(hidden), *seen.claims, ""))
