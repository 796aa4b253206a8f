"""What the session holds: who is signed in, or who has given a password and still owes a code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app, g, session
from flask_login import login_user

from ...core.clock import now
from ...domain.people.models import Account
from ..kit.actor import SINCE, signed_in

PENDING = "pending_sign_in"
PENDING_LIFE = timedelta(minutes=5)


@dataclass(frozen=True)
class Pending:
    """A right password that waits for its code. It grants nothing."""

    account_id: UUID
    epoch: int
    next_path: str | None


def open_session(account: Account) -> None:
    """A fresh session for ``account``: nothing of the one before survives (7.2.4)."""
    session.clear()
    # A form of this request has already made a token: its secret went with the old session.
    g.pop(current_app.config["WTF_CSRF_FIELD_NAME"], None)
    login_user(signed_in(account))
    session[SINCE] = now().isoformat()


def close_session() -> None:
    """Forgets everything that the session holds."""
    session.clear()


def hold(account: Account, next_path: str | None) -> None:
    """Remembers for five minutes that the password was right."""
    session.clear()
    session[PENDING] = [str(account.id), account.session_epoch, now().isoformat(), next_path]


def find_pending() -> Pending | None:
    """Whose code is waited for, unless too much time has passed."""
    if PENDING not in session:
        return None
    account_id, epoch, since, next_path = session[PENDING]
    if now() - datetime.fromisoformat(since) > PENDING_LIFE:
        return None
    return Pending(UUID(account_id), epoch, next_path)
