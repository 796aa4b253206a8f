"""The shape of an entry in the catalogue of personal data: a closed list, column by column (C1.1)."""

from dataclasses import dataclass
from enum import StrEnum

from .purposes import Purpose
from .texts import Text


class Subject(StrEnum):
    """Whose data it is."""

    CANDIDATE = "candidate"
    STAFF = "staff"


@dataclass(frozen=True)
class PersonalColumn:
    """One personal column: ``table.column``, whose, what for, whether the person must give it, and why we hold it."""

    column: str
    subject: Subject
    purposes: tuple[Purpose, ...]
    is_mandatory: bool
    why: Text
