"""Closed lists of the room."""

from enum import StrEnum


class MailState(StrEnum):
    """Where a message is. ``failed`` is a dead letter: shown to the administrator, sent again by hand.

    ``to_post``: on paper; no server is given it, and whoever posts it says when.
    """

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    TO_POST = "to_post"


class MailKind(StrEnum):
    """Which letter it is: the name of its template."""

    APPLICATION_RECEIVED = "application_received"
    APPLICATION_REPEATED = "application_repeated"
    APPLICATION_MESSAGE = "application_message"
    APPLICATION_DECLINED = "application_declined"
    ASSESSMENT_ANNOUNCED = "assessment_announced"
    CANDIDATE_CODE = "candidate_code"
    ADDRESS_CHANGED = "address_changed"
    CONTACT_RECEIVED = "contact_received"
    CONTACT_ANSWERED = "contact_answered"
    REQUEST_RECEIVED = "request_received"
    REQUEST_PROOF = "request_proof"
    REQUEST_EXTENDED = "request_extended"
    REQUEST_ANSWERED = "request_answered"
    REQUEST_ERASED = "request_erased"
    RESTRICTION_LIFTED = "restriction_lifted"
    POOL_RENEWAL = "pool_renewal"
    SHARING_ASKED = "sharing_asked"
    DISCLOSURE_CORRECTED = "disclosure_corrected"
    DISCLOSURE_RESTRICTED = "disclosure_restricted"
    DISCLOSURE_ERASED = "disclosure_erased"
    PERSON_INFORMED = "person_informed"
    INFORMING_DUE = "informing_due"
    ACCOUNT_INVITED = "account_invited"
