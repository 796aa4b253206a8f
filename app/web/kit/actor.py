"""From a session to an Actor: the only place that asks Flask-Login who is there."""

from uuid import UUID

from flask_login import UserMixin, current_user

from ...core.actor import VISITOR, Actor, staff
from ...core.permissions import Role
from ...domain.people import queries
from ...extensions import login


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """A signed-in member of staff. The session names the account and its epoch; a newer epoch ends it (7.4.2)."""

    def __init__(self, account_id: UUID, epoch: int, role: Role, name: str, locale: str) -> None:
        self.account_id = account_id
        self.epoch = epoch
        self.role = role
        self.name = name
        self.locale = locale

    def get_id(self) -> str:
        """What the session holds."""
        return f"{self.account_id}:{self.epoch}"


@login.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(session_value: str) -> SignedIn | None:
    """The account behind a session, unless it was disabled or its epoch has moved on."""
    raw_id, _, epoch = session_value.partition(":")
    try:
        account = queries.find_account(UUID(raw_id))
    except ValueError:
        return None
    if account is None or account.disabled_at is not None or str(account.session_epoch) != epoch:
        return None
    return SignedIn(account.id, account.session_epoch, account.role, account.name, account.locale)


def current_actor() -> Actor:
    """Who makes this request."""
    if not current_user.is_authenticated:
        return VISITOR
    return staff(current_user.account_id, current_user.role)
