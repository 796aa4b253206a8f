"""Every kind of event, ``subject:acted``. A test proves that each is recorded somewhere and that none is missing."""

from enum import StrEnum


class Tag(StrEnum):
    """The name of what happened."""

    ACCOUNT_CREATED = "account:created"
    ACCOUNT_INVITED = "account:invited"
    ACCOUNT_ROLE_CHANGED = "account:role_changed"
    ACCOUNT_DISABLED = "account:disabled"
    ACCOUNT_ENABLED = "account:enabled"
    ACCOUNT_PASSWORD_CHANGED = "account:password_changed"  # noqa: S105  a tag
    ACCOUNT_SECOND_FACTOR_SET = "account:second_factor_set"
    ACCOUNT_SECOND_FACTOR_REMOVED = "account:second_factor_removed"
    ACCOUNT_SIGNED_IN = "account:signed_in"
    ACCOUNT_SIGN_IN_FAILED = "account:sign_in_failed"
    ACCOUNT_SIGNED_OUT = "account:signed_out"
    JOB_CREATED = "job:created"
    JOB_CHANGED = "job:changed"
    JOB_PUBLISHED = "job:published"
    JOB_PAUSED = "job:paused"
    JOB_CLOSED = "job:closed"
    JOB_TEAM_CHANGED = "job:team_changed"
    JOB_STAGES_CHANGED = "job:stages_changed"
    JOB_QUESTION_CHANGED = "job:question_changed"
    APPLICATION_SUBMITTED = "application:submitted"
    APPLICATION_OPENED = "application:opened"
    APPLICATION_MOVED = "application:moved"
    APPLICATION_DECIDED = "application:decided"
    APPLICATION_REOPENED = "application:reopened"
    APPLICATION_ERASED = "application:erased"
    NOTE_WRITTEN = "note:written"
    CONSENT_GIVEN = "consent:given"
    CONSENT_WITHDRAWN = "consent:withdrawn"
    DOCUMENT_OPENED = "document:opened"
    DOCUMENT_ORIGINAL_OPENED = "document:original_opened"
    MAIL_RETRIED = "mail:retried"
    FIRM_CHANGED = "firm:changed"
    RETENTION_RAN = "retention:ran"
    RETENTION_STOPPED = "retention:stopped"
    ALERT_RAISED = "alert:raised"
    ALERT_ACKNOWLEDGED = "alert:acknowledged"


# What shows a candidate's file to a member of staff: a dossier stands for the CV that it shows. Counted by the watch.
OPENINGS = (Tag.DOCUMENT_OPENED, Tag.DOCUMENT_ORIGINAL_OPENED, Tag.APPLICATION_OPENED)
