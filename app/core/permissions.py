"""Who may do what, on one screen. A permission is ``resource:action``; a role is a set of them."""

from enum import StrEnum


class Role(StrEnum):
    """What a member of staff is to the instance. One each; nobody holds all."""

    ADMINISTRATOR = "administrator"
    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring_manager"
    PRIVACY_OFFICER = "privacy_officer"
    LITIGATION = "litigation"


class Permission(StrEnum):
    """An act that a route or a rule asks for."""

    ACCOUNT_SELF = "account:self"
    ACCOUNTS_MANAGE = "accounts:manage"
    OUTBOX_READ = "outbox:read"
    SETTINGS_MANAGE = "settings:manage"
    OPERATION_READ = "operation:read"
    ALERTS_MANAGE = "alerts:manage"
    JOBS_READ = "jobs:read"
    JOBS_MANAGE = "jobs:manage"
    APPLICATIONS_READ = "applications:read"
    APPLICATIONS_DECIDE = "applications:decide"
    ACCOMMODATIONS_READ = "accommodations:read"
    SOURCINGS_ADD = "sourcings:add"
    SOURCINGS_INFORM = "sourcings:inform"
    NOTES_WRITE = "notes:write"
    MESSAGES_ANSWER = "messages:answer"
    DOCUMENTS_OPEN = "documents:open"
    DOCUMENTS_ORIGINAL = "documents:original"
    HANDOVERS_TAKE = "handovers:take"
    RETENTION_READ = "retention:read"
    REGISTERS_MANAGE = "registers:manage"
    AUDIT_READ = "audit:read"
    REQUESTS_MANAGE = "requests:manage"
    HOLDS_MANAGE = "holds:manage"
    DISCLOSURES_MANAGE = "disclosures:manage"
    DISCLOSURES_APPROVE = "disclosures:approve"
    ARCHIVE_OPEN = "archive:open"


_HIRING = {
    Permission.JOBS_READ,
    Permission.APPLICATIONS_READ,
    Permission.APPLICATIONS_DECIDE,
    Permission.NOTES_WRITE,
    Permission.DOCUMENTS_OPEN,
}

# B3.3: running the system does not imply reading candidates. B3.1: a hiring manager's hiring permissions reach
# only the jobs of their team, which the visibility queries decide, not this table.
GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.ACCOUNT_SELF,
            Permission.ACCOUNTS_MANAGE,
            Permission.OUTBOX_READ,
            Permission.SETTINGS_MANAGE,
            Permission.OPERATION_READ,
            Permission.ALERTS_MANAGE,
            # C3.3: who answers for the machine reads its log, which names no candidate; each reading stands in it.
            Permission.AUDIT_READ,
        }
    ),
    # A16.2: what a person asks to be arranged is for who organises the recruitment, not for who judges. The same one
    # answers for what an original may do to the machine that opens it.
    Role.RECRUITER: frozenset(
        {
            Permission.ACCOUNT_SELF,
            Permission.JOBS_MANAGE,
            Permission.ACCOMMODATIONS_READ,
            Permission.DOCUMENTS_ORIGINAL,
            Permission.HANDOVERS_TAKE,
            Permission.MESSAGES_ANSWER,
            # A1.3: who brings somebody in answers for telling them.
            Permission.SOURCINGS_ADD,
            Permission.SOURCINGS_INFORM,
            *_HIRING,
        }
    ),
    Role.HIRING_MANAGER: frozenset({Permission.ACCOUNT_SELF, *_HIRING}),
    Role.PRIVACY_OFFICER: frozenset(
        {
            Permission.ACCOUNT_SELF,
            Permission.RETENTION_READ,
            Permission.AUDIT_READ,
            Permission.REQUESTS_MANAGE,
            Permission.SOURCINGS_INFORM,
            Permission.HOLDS_MANAGE,
            Permission.REGISTERS_MANAGE,
            Permission.DISCLOSURES_MANAGE,
            Permission.DISCLOSURES_APPROVE,
        }
    ),
    # A2.13: alone with the archive, what is given of it included, and with nothing else of candidates. C3.2: the second
    # person behind what an authority receives.
    Role.LITIGATION: frozenset({Permission.ACCOUNT_SELF, Permission.ARCHIVE_OPEN, Permission.DISCLOSURES_APPROVE}),
}


def roles_with(permission: Permission) -> list[Role]:
    """The roles that hold a permission, in their order."""
    return [role for role in Role if permission in GRANTS[role]]
