"""What should be there, by the table of periods alone: written again, from the rules, without a look at the rooms."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

CAP, FEEDBACK, POOL, ARCHIVE, REQUEST = 24, 3, 24, 60, 12


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month (A2)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass
class Sent:
    """An application: what it says, when it came, how it ended."""

    reference: str
    words: list[str]
    file: bytes
    sent_on: date
    ended_on: date | None = None
    is_hired: bool = False
    is_refused: bool = False
    is_held: bool = False
    asked_on: date | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def archived_until(self) -> date:
        """Until when something of it may be kept apart: never, where it was not refused (A2.4)."""
        return months_after(self.ended_on, ARCHIVE) if self.is_refused and self.ended_on else date.min


@dataclass
class Asked:
    """A request: its words, and the day on which its proof goes, once it was answered."""

    words: str
    erase_on: date | None


@dataclass
class Person:
    """Somebody who applies, under one address and one name."""

    name: str
    email: str
    contact_on: date = date.min
    pool_on: date | None = None
    is_apart: bool = False
    is_kept: bool = False
    sent: list[Sent] = field(default_factory=list)
    archived: list[Sent] = field(default_factory=list)

    def goes_on(self, sent: Sent) -> date:
        """The day in whose night that application goes (A2.1, A2.2, A2.3, A2.8), once no dispute keeps it (A2.17)."""
        if sent.asked_on is not None:
            return sent.asked_on
        contact = max(sent.sent_on, self.contact_on, self.pool_on or date.min)
        left = cap = months_after(contact, CAP)
        if sent.ended_on is not None and sent.ended_on <= cap:
            left = months_after(sent.ended_on, FEEDBACK)
        if self.pool_on is None or sent.is_hired:
            return left
        return max(left, months_after(contact, POOL))
