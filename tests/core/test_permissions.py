"""Who may do what: the whole table, written a second time by hand (B3.1)."""

import re

import pytest

from app.core.permissions import GRANTS, Permission, Role

P = Permission
HIRING = {P.JOBS_READ, P.APPLICATIONS_READ, P.APPLICATIONS_DECIDE, P.NOTES_WRITE, P.DOCUMENTS_OPEN}
EXPECTED = {
    Role.ADMINISTRATOR: {
        P.ACCOUNT_SELF,
        P.ACCOUNTS_MANAGE,
        P.OUTBOX_READ,
        P.SETTINGS_MANAGE,
        P.ALERTS_MANAGE,
        P.OPERATION_READ,
        P.AUDIT_READ,
    },
    Role.RECRUITER: {
        P.ACCOUNT_SELF,
        P.JOBS_MANAGE,
        P.ACCOMMODATIONS_READ,
        P.DOCUMENTS_ORIGINAL,
        P.HANDOVERS_TAKE,
        P.MESSAGES_ANSWER,
        P.SOURCINGS_ADD,
        P.SOURCINGS_INFORM,
    }
    | HIRING,
    Role.HIRING_MANAGER: {P.ACCOUNT_SELF} | HIRING,
    Role.PRIVACY_OFFICER: {
        P.ACCOUNT_SELF,
        P.RETENTION_READ,
        P.AUDIT_READ,
        P.REQUESTS_MANAGE,
        P.SOURCINGS_INFORM,
        P.HOLDS_MANAGE,
        P.REGISTERS_MANAGE,
        P.DISCLOSURES_MANAGE,
        P.DISCLOSURES_APPROVE,
    },
    Role.LITIGATION: {P.ACCOUNT_SELF, P.ARCHIVE_OPEN, P.DISCLOSURES_APPROVE},
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_holds_what_is_written_here(role: Role) -> None:
    assert GRANTS[role] == EXPECTED[role]


def test_running_the_system_does_not_imply_reading_candidates() -> None:
    """B3.3."""
    assert not GRANTS[Role.ADMINISTRATOR] & HIRING


def test_no_role_holds_everything_and_every_permission_has_a_holder() -> None:
    held = set().union(*GRANTS.values())
    assert held == set(Permission)
    assert [role for role in Role if GRANTS[role] == held] == []


def test_a_permission_is_resource_and_action() -> None:
    for permission in Permission:
        assert re.fullmatch(r"[a-z]+:[a-z]+", permission.value), permission
