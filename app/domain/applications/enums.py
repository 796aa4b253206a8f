"""Closed lists of the room."""

from enum import StrEnum


class ApplicationState(StrEnum):
    """``active`` until somebody decides, or the person withdraws."""

    ACTIVE = "active"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class RejectionReason(StrEnum):
    """Why, in terms of the job only (A4.1, L.1132-1)."""

    EXPERIENCE = "experience"
    SKILLS = "skills"
    LANGUAGE = "language"
    AVAILABILITY = "availability"
    PAY = "pay"
    POSITION_FILLED = "position_filled"
    POSITION_CANCELLED = "position_cancelled"
    OTHER_CANDIDATE = "other_candidate"


class SourceKind(StrEnum):
    """Where we heard of a person who did not come to us (Art. 14, A1.3)."""

    NETWORK = "network"
    REFERRAL = "referral"
    AGENCY = "agency"
    CV_DATABASE = "cv_database"
    EVENT = "event"
    OTHER = "other"
