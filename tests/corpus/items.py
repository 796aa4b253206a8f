"""What an item of the corpus is, and all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """``quarantined``: taken by the form, then held by the antivirus."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class Item:
    """A file as it would be sent. ``make`` builds it when it is asked for: some are large."""

    family: int
    name: str
    filename: str
    make: Callable[[], bytes]
    expected: Verdict

    @property
    def label(self) -> str:
        """As tests and the table name it."""
        return f"{self.family:02} {self.name}"


def items() -> Iterator[Item]:
    """The files of all families, in their order. What is no file (11, 12, 13) is in names.py and requests.py too."""
    from . import archives, documents, odds, pdfs  # noqa: PLC0415  they are written with the classes above

    found = [*archives.ITEMS, *documents.ITEMS, *pdfs.ITEMS, *odds.ITEMS]
    yield from sorted(found, key=lambda item: item.family)


def family(number: int, filename: str, expected: Verdict, makers: dict[str, Callable[[], bytes]]) -> list[Item]:
    """Items that share all but how they are made."""
    return [Item(number, name, filename, make, expected) for name, make in makers.items()]
