"""Accounts: made, invited, changed, closed."""

from datetime import timedelta
from typing import Any

import pytest

from app.core.actor import OPERATOR, VISITOR, Actor, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing, Refused, RoomError
from app.core.permissions import Role
from app.core.tokens import digest
from app.domain.audit.queries import list_events_about
from app.domain.people import accounts, queries
from app.domain.people.models import Account, Invitation
from tests.concurrency import in_parallel
from tests.factories import AccountFactory

PASSWORD = "lavande et papier bible"
OTHER = "trois merles sur un fil"


def administrator() -> Actor:
    return staff(AccountFactory(role=Role.ADMINISTRATOR).id, Role.ADMINISTRATOR)


def create(**changes: Any) -> Account:
    values = {"actor": OPERATOR, "email": "Nora@Example.org", "name": "Nora Benali", "role": Role.RECRUITER}
    with transaction():
        return accounts.create_account(**{**values, **changes})


def reload(account: Account) -> Account:
    return queries.get_account(account.id)


def tags_of(account: Account) -> list[str]:
    return [event.tag for event in list_events_about(account.id)]


def test_a_new_account_holds_only_the_hash_of_its_password(db: Any) -> None:
    account = reload(create(password=PASSWORD))
    assert (account.email, account.email_key, account.name) == ("Nora@example.org", "nora@example.org", "Nora Benali")
    assert account.password_hash is not None
    assert account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert accounts.verify_password(account.password_hash, PASSWORD)
    assert not accounts.verify_password(account.password_hash, OTHER)
    assert (account.role, account.locale, account.disabled_at) == (Role.RECRUITER, "fr", None)
    assert tags_of(account) == ["account:created"]


def test_an_account_without_a_password_waits_for_its_invitation(db: Any) -> None:
    assert create().password_hash is None


def test_a_password_opens_however_the_keyboard_composes_it(db: Any) -> None:
    account = create(password="e\u0301te\u0301 des lucioles")
    assert accounts.verify_password(account.password_hash, "\u00e9t\u00e9 des lucioles")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nora"}, None),
        ({"name": " \u200b "}, "name"),
        ({"password": "court"}, "password"),
        ({"password": "Nora.Benali.2026"}, "password"),
        ({"password": "Aubrac & Vauquelin"}, "password"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(db: Any, changes: Any, field: str | None) -> None:
    """A13.1: the firm's and the person's name count as known."""
    with pytest.raises(Invalid) as refusal:
        create(**changes)
    assert set(refusal.value.fields) == ({field} if field else set())
    assert queries.count_accounts() == 0


def test_one_address_has_one_account_and_the_transaction_survives_the_refusal(db: Any) -> None:
    create()
    again = {"actor": OPERATOR, "email": "NORA@example.org", "name": "N", "role": Role.RECRUITER}
    with transaction():
        with pytest.raises(Conflict):
            accounts.create_account(**again)
        accounts.create_account(**{**again, "email": "jean@example.org"})
    assert queries.count_accounts() == 2


ACTS = {
    "create": lambda actor, _target: accounts.create_account(
        actor=actor, email="x@example.org", name="X", role=Role.RECRUITER
    ),
    "invite": lambda actor, target: accounts.invite_account(actor=actor, account_id=target),
    "role": lambda actor, target: accounts.change_role(actor=actor, account_id=target, role=Role.ADMINISTRATOR),
    "disable": lambda actor, target: accounts.disable_account(actor=actor, account_id=target),
    "enable": lambda actor, target: accounts.enable_account(actor=actor, account_id=target),
    "reset": lambda actor, target: accounts.reset_password(actor=actor, account_id=target, password=PASSWORD),
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
@pytest.mark.parametrize("act", list(ACTS))
def test_only_an_administrator_manages_accounts(db: Any, role: Role, act: str) -> None:
    """B3.4, the matrix of grants: no other role gives, takes or opens anything."""
    target, actor = AccountFactory(), staff(AccountFactory(role=role).id, role)
    with pytest.raises(Refused), transaction():
        ACTS[act](actor, target.id)
    assert list_events_about(target.id) == []


@pytest.mark.parametrize("given", list(Role))
def test_an_administrator_gives_any_role_to_others_and_sessions_end(db: Any, given: Role) -> None:
    """8.3.2: in force at the next request, because the epoch that sessions name has moved on."""
    target, actor = AccountFactory(role=Role.HIRING_MANAGER), administrator()
    with transaction():
        accounts.change_role(actor=actor, account_id=target.id, role=given)
    changed = given is not Role.HIRING_MANAGER
    assert (reload(target).role, reload(target).session_epoch) == (given, int(changed))
    events = [(event.tag, event.actor_id, event.details) for event in list_events_about(target.id)]
    assert events == ([("account:role_changed", actor.account_id, {"role": given.value})] if changed else [])


@pytest.mark.parametrize("act", ["role", "disable"])
def test_nobody_gives_themself_a_role_or_closes_their_own_account(db: Any, act: str) -> None:
    """B3.3 and B3.4: who runs the system does not let themself read candidates."""
    actor = administrator()
    AccountFactory(role=Role.ADMINISTRATOR)
    with pytest.raises(Refused), transaction():
        ACTS[act](actor, actor.account_id)


@pytest.mark.parametrize("act", ["disable", "demote"])
def test_the_last_administrator_stays(db: Any, act: str) -> None:
    last = AccountFactory(role=Role.ADMINISTRATOR)
    AccountFactory(role=Role.ADMINISTRATOR, disabled_at=now())
    with pytest.raises(Refused), transaction():
        if act == "disable":
            accounts.disable_account(actor=OPERATOR, account_id=last.id)
        else:
            accounts.change_role(actor=OPERATOR, account_id=last.id, role=Role.RECRUITER)
    assert (reload(last).role, reload(last).disabled_at) == (Role.ADMINISTRATOR, None)


def test_two_administrators_who_close_each_other_leave_one(app: Any, db: Any) -> None:
    """15.4.2: the check and the act cannot be parted."""
    one, other = administrator(), administrator()

    def close(actor: Actor, target: Actor) -> str:
        try:
            with transaction():
                accounts.disable_account(actor=actor, account_id=target.account_id)  # type: ignore[arg-type]
        except RoomError:
            return "refused"
        return "closed"

    outcomes = in_parallel(app, [lambda: close(one, other), lambda: close(other, one)])
    assert sorted(outcomes) == ["closed", "refused"]
    assert len(queries.lock_administrators()) == 1


def test_closing_and_opening_again_is_audited_once_each(db: Any) -> None:
    """7.4.2: closing raises the epoch; to do either twice changes nothing."""
    target = AccountFactory()
    for act in (accounts.disable_account, accounts.disable_account, accounts.enable_account, accounts.enable_account):
        with transaction():
            act(actor=OPERATOR, account_id=target.id)
    assert (reload(target).disabled_at, reload(target).session_epoch) == (None, 1)
    assert tags_of(target) == ["account:disabled", "account:enabled"]


def test_what_does_not_exist_is_missing(db: Any) -> None:
    unknown = AccountFactory.build().id
    for act in ACTS.values():
        if act is not ACTS["create"]:
            with pytest.raises(Missing), transaction():
                act(OPERATOR, unknown)


def invite(account: Account) -> str:
    with transaction():
        return accounts.invite_account(actor=OPERATOR, account_id=account.id)


def accept(token: str, password: str = PASSWORD) -> Account:
    with transaction():
        return accounts.accept_invitation(actor=VISITOR, token=token, password=password)


def test_an_invitation_keeps_only_the_digest_of_its_token(db: Any, clock: Any) -> None:
    """6.5.1, 11.5.1."""
    token = invite(AccountFactory())
    invitation = db.session.query(Invitation).one()
    assert (invitation.token_hash, invitation.used_at) == (digest(token), None)
    assert invitation.expires_at - now() == timedelta(days=7)
    assert len(token) >= 43


def test_an_invitation_sets_the_password_once(db: Any) -> None:
    account = AccountFactory(failed_sign_ins=7, next_sign_in_at=now())
    token = invite(account)
    accept(token)
    assert accounts.verify_password(reload(account).password_hash, PASSWORD)
    assert (reload(account).session_epoch, reload(account).failed_sign_ins) == (1, 0)
    assert reload(account).next_sign_in_at is None
    assert tags_of(account) == ["account:invited", "account:password_changed"]
    with pytest.raises(Missing):
        accept(token, OTHER)
    assert accounts.verify_password(reload(account).password_hash, PASSWORD)


def test_a_refused_password_leaves_the_invitation_open(db: Any) -> None:
    token = invite(AccountFactory())
    with pytest.raises(Invalid):
        accept(token, "court")
    assert accept(token).password_hash is not None


def test_a_newer_invitation_ends_the_older_one(db: Any) -> None:
    account = AccountFactory()
    older, newer = invite(account), invite(account)
    with pytest.raises(Missing):
        accept(older)
    accept(newer)


def test_an_invitation_ends_after_seven_days(db: Any, clock: Any) -> None:
    token = invite(AccountFactory())
    clock.shift(timedelta(days=7))
    for ask in (accept, queries.get_invited_account):
        with pytest.raises(Missing):
            ask(token)


def test_an_invitation_of_a_closed_account_is_dead_until_it_opens_again(db: Any) -> None:
    account = AccountFactory()
    token = invite(account)
    with transaction():
        accounts.disable_account(actor=OPERATOR, account_id=account.id)
    for ask in (accept, queries.get_invited_account):
        with pytest.raises(Missing):
            ask(token)
    with pytest.raises(Refused):
        invite(account)
    with transaction():
        accounts.enable_account(actor=OPERATOR, account_id=account.id)
    assert queries.get_invited_account(token).id == account.id


def test_one_of_eight_who_redeem_an_invitation_at_once_sets_the_password(app: Any, db: Any) -> None:
    """6.5.1: single use holds against parallel use."""
    account = AccountFactory()
    token = invite(account)

    def redeem() -> str:
        try:
            accept(token)
        except Missing:
            return "late"
        return "set"

    assert sorted(in_parallel(app, [redeem] * 8)) == ["late"] * 7 + ["set"]
    assert reload(account).session_epoch == 1


def test_changing_ones_password_needs_the_current_one(db: Any) -> None:
    account = create(password=PASSWORD)
    actor = staff(account.id, account.role)
    with pytest.raises(Invalid) as refusal, transaction():
        accounts.change_password(actor=actor, account_id=account.id, current=OTHER, new="quatre chevaux blancs")
    assert set(refusal.value.fields) == {"current"}
    with transaction():
        accounts.change_password(actor=actor, account_id=account.id, current=PASSWORD, new=OTHER)
    assert accounts.verify_password(reload(account).password_hash, OTHER)
    assert reload(account).session_epoch == 1


def test_the_operator_resets_a_password(db: Any) -> None:
    account = AccountFactory()
    with transaction():
        accounts.reset_password(actor=OPERATOR, account_id=account.id, password=PASSWORD)
    assert accounts.verify_password(reload(account).password_hash, PASSWORD)
    assert [(event.tag, event.actor_kind) for event in list_events_about(account.id)] == [
        ("account:password_changed", "operator")
    ]


def test_a_profile_takes_a_name_and_a_language(db: Any) -> None:
    account = AccountFactory()
    with transaction():
        accounts.change_profile(account_id=account.id, name="  Anne \n Roy  ", locale="en")
    assert (reload(account).name, reload(account).locale) == ("Anne Roy", "en")
    with pytest.raises(Invalid), transaction():
        accounts.change_profile(account_id=account.id, name=" ", locale="en")


def test_no_password_opens_an_account_that_has_none(db: Any) -> None:
    assert not accounts.verify_password(None, "")
    assert not accounts.verify_password(None, PASSWORD)
    assert not accounts.verify_password("not a hash", PASSWORD)
