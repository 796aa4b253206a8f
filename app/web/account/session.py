"""The session cookie: who is signed in, and who has only given a password so far."""

from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, session, url_for
from flask_login import login_user

from ...core.clock import now
from ...domain.people.models import Account
from ..kit.actor import SignedIn

PENDING_SECONDS = 300


def start_session(account: Account) -> None:
    """A new session for a signed-in person; whatever the cookie held before is gone (ASVS 7.2.4)."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(account.id, account.session_epoch, account.role, account.name, account.locale, secured(account)))


def secured(account: Account) -> bool:
    """Whether the person may go on: the second factor is set, or this instance does not ask for one (A13.2)."""
    return account.totp_confirmed_at is not None or not current_app.config["SECOND_FACTOR_REQUIRED"]


def remember_pending(account: Account) -> None:
    """The password was right: for five minutes the second factor may be given. Grants nothing by itself."""
    session.clear()
    session["pending"] = [str(account.id), account.session_epoch, int(now().timestamp())]


def find_pending() -> tuple[UUID, int] | None:
    """Whose second factor is awaited, and the epoch of their sessions then."""
    raw_id, epoch, since = session.get("pending", (None, 0, 0))
    if raw_id is None or int(now().timestamp()) - since > PENDING_SECONDS:
        return None
    return UUID(raw_id), int(epoch)


def safe_target(target: str | None) -> str:
    """Where to go after signing in: a path of this site, nothing else (B6.5)."""
    home = url_for("account.show_home")
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return home
    if any(ord(character) < 32 or character == "\\" for character in target) or urlsplit(target).netloc:
        return home
    return target
