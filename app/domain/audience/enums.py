"""What is counted."""

from enum import StrEnum


class PageKind(StrEnum):
    """The public pages that are counted; those of a job are counted for each job."""

    HOME = "home"
    JOBS = "jobs"
    JOB = "job"
    APPLY = "apply"
    APPLIED = "applied"
    PRIVACY = "privacy"
    PROMISES = "promises"
    COOKIES = "cookies"
    CONTACT = "contact"
    ACCESSIBILITY = "accessibility"


OF_A_JOB = (PageKind.JOB, PageKind.APPLY, PageKind.APPLIED)
