"""Closed lists of the room."""

from enum import StrEnum


class JobState(StrEnum):
    """Only a published job is seen by the public."""

    DRAFT = "draft"
    PUBLISHED = "published"
    PAUSED = "paused"
    CLOSED = "closed"


class Contract(StrEnum):
    """CDI, CDD, stage, alternance, freelance."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    INTERNSHIP = "internship"
    APPRENTICESHIP = "apprenticeship"
    FREELANCE = "freelance"

    @classmethod
    def called(cls, word: str) -> "Contract | None":
        """The contract of that name, as we or the French call it; None for any other word."""
        name = word.casefold()
        return _FRENCH.get(name) or (cls(name) if name in set(cls) else None)


_FRENCH = {
    "cdi": Contract.PERMANENT,
    "cdd": Contract.FIXED_TERM,
    "stage": Contract.INTERNSHIP,
    "alternance": Contract.APPRENTICESHIP,
}


class RemotePolicy(StrEnum):
    """Where the work is done."""

    ON_SITE = "on_site"
    HYBRID = "hybrid"
    REMOTE = "remote"


class PayPeriod(StrEnum):
    """What the pay range counts."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class StageKind(StrEnum):
    """What a stage is for; its name is the firm's own."""

    NEW = "new"
    SCREENING = "screening"
    INTERVIEW = "interview"
    ASSESSMENT = "assessment"
    OFFER = "offer"
    HIRED = "hired"


class QuestionKind(StrEnum):
    """How a job's own question is answered."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    LINK = "link"
