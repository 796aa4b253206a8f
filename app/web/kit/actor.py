"""From a session to an Actor: the only place that asks Flask-Login who is there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app, session
from flask_login import UserMixin, current_user
from sqlalchemy import Row

from ...core.actor import VISITOR, Actor, candidate, staff
from ...core.clock import now
from ...core.errors import Missing
from ...core.permissions import Role
from ...domain.people import codes, queries
from ...domain.people.models import Account
from ...extensions import login
from .languages import speak

# What the session holds of a candidate: the code that opened it.
CANDIDATE = "candidate"
# And of staff: when they came in.
SINCE = "since"


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """A signed-in member of staff. The session names the account and its epoch; a newer epoch ends it (7.4.2)."""

    def __init__(
        self,
        *,
        account_id: UUID,
        epoch: int,
        role: Role,
        name: str,
        locale: str,
        is_compact: bool,
        has_second_factor: bool,
    ) -> None:
        self.account_id = account_id
        self.epoch = epoch
        self.role = role
        self.name = name
        self.locale = locale
        self.is_compact = is_compact
        self.has_second_factor = has_second_factor

    @property
    def must_set_second_factor(self) -> bool:
        """Whether a password alone has brought them here where that is not enough (6.3.3, A13.2)."""
        return bool(current_app.config["SECOND_FACTOR_REQUIRED"]) and not self.has_second_factor

    def get_id(self) -> str:
        """What the session holds."""
        return f"{self.account_id}:{self.epoch}"


@login.user_loader
def load_signed_in(session_value: str) -> SignedIn | None:
    """The account behind a session, unless it was disabled, its epoch has moved on, or its hours are over."""
    if _is_over():
        return None
    raw_id, _, epoch = session_value.partition(":")
    try:
        account = queries.find_session_facts(UUID(raw_id))
    except ValueError:
        return None
    if account is None or account.disabled_at is not None or str(account.session_epoch) != epoch:
        return None
    return signed_in(account)


def _is_over() -> bool:
    """Whether it began too long ago, however often it was signed anew since: each change of what it holds does that."""
    since = session.get(SINCE)
    return since is not None and now() - datetime.fromisoformat(since) > current_app.permanent_session_lifetime


def signed_in(account: Account | Row[*tuple[Any, ...]]) -> SignedIn:
    """What a session of ``account``, or of its facts, knows of it."""
    return SignedIn(
        account_id=account.id,
        epoch=account.session_epoch,
        role=account.role,
        name=account.name,
        locale=account.locale,
        is_compact=account.is_compact,
        has_second_factor=account.totp_confirmed_at is not None,
    )


def current_actor() -> Actor:
    """Who makes this request."""
    if not current_user.is_authenticated:
        return VISITOR
    return staff(current_user.account_id, current_user.role)


def current_candidate() -> Actor:
    """The candidate who makes this request; a visitor when nobody has signed in, or not within the hour."""
    try:
        candidate_id = codes.find_signed_in(UUID(session.get(CANDIDATE, "")))
    except ValueError:
        return VISITOR
    if candidate_id is None:
        return VISITOR
    speak(queries.get_candidate(candidate_id).locale)
    return candidate(candidate_id)


def account_id_of(actor: Actor) -> UUID:
    """The account behind an actor of staff. Raises Missing for anybody else."""
    if actor.account_id is None:
        raise Missing
    return actor.account_id


def must_set_second_factor() -> bool:
    """Whether the signed-in person may do nothing but set a second factor (6.3.3)."""
    return bool(current_user.is_authenticated and current_user.must_set_second_factor)
