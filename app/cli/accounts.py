"""flask accounts: who may come in. There is no default account (6.3.2)."""

import secrets
import sys
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

import click

from ..core.actor import OPERATOR
from ..core.db import reading, transaction
from ..core.errors import RoomError
from ..core.paging import MAX_PER_PAGE
from ..core.permissions import Role
from ..domain.mail.invitations import send_invitation
from ..domain.people import accounts, queries, sign_in
from .group import Group

group = Group("accounts", help="Make, close and mend staff accounts.")
Outcome = TypeVar("Outcome")
ROLES = click.Choice([role.value for role in Role])


@group.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=ROLES)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
def create(*, email: str, name: str, role: str, password_stdin: bool) -> None:
    """Make an account; prints the password that was made for it."""
    password = _password(from_stdin=password_stdin)
    _run(lambda: accounts.create_account(actor=OPERATOR, email=email, name=name, role=Role(role), password=password))
    click.echo("The account is open." + ("" if password_stdin else f" Password: {password}"))


@group.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=ROLES)
def invite(*, email: str, name: str, role: str) -> None:
    """Make an account and send its invitation; prints the link too, for where no mail leaves yet."""

    def act() -> str:
        account = accounts.create_account(actor=OPERATOR, email=email, name=name, role=Role(role))
        return send_invitation(actor=OPERATOR, account_id=account.id)

    click.echo(_run(act))


@group.command("invite-again")
@click.argument("email")
def invite_again(email: str) -> None:
    """Send a fresh invitation; the former link ends."""
    click.echo(_run(lambda: send_invitation(actor=OPERATOR, account_id=_get(email))))


@group.command("reset-password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
def reset_password(email: str, *, password_stdin: bool) -> None:
    """Give an account a new password, printed once; its sessions end."""
    password = _password(from_stdin=password_stdin)
    _run(lambda: accounts.reset_password(actor=OPERATOR, account_id=_get(email), password=password))
    click.echo("The password is changed." + ("" if password_stdin else f" Password: {password}"))


@group.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Forget an account's second factor; its sessions end."""
    _run(lambda: sign_in.remove_second_factor(actor=OPERATOR, account_id=_get(email)))
    click.echo("The second factor is removed.")


@group.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close an account; its sessions end at their next request."""
    _run(lambda: accounts.disable_account(actor=OPERATOR, account_id=_get(email)))
    click.echo("The account is closed.")


@group.command()
@click.argument("email")
def enable(email: str) -> None:
    """Open a closed account again."""
    _run(lambda: accounts.enable_account(actor=OPERATOR, account_id=_get(email)))
    click.echo("The account is open.")


@group.command("list")
def list_all() -> None:
    """Print every account, its role and its state."""
    number = pages = 1
    with reading():
        while number <= pages:
            page = queries.list_accounts(page=number, per_page=MAX_PER_PAGE)
            for account in page.items:
                state = "closed" if account.disabled_at else "open" if account.password_hash else "invited"
                factor = "second factor" if account.totp_confirmed_at else "password only"
                click.echo(f"{account.email}  {account.role.value}  {state}  {factor}")
            number, pages = number + 1, page.pages


def _password(*, from_stdin: bool) -> str:
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else secrets.token_urlsafe(15)


def _get(email: str) -> UUID:
    return queries.get_account_by_email(email).id


def _run(act: Callable[[], Outcome]) -> Outcome:
    """One transaction; a room's refusal is a sentence and exit 1."""
    try:
        with transaction():
            return act()
    except RoomError as refusal:
        raise click.ClickException(str(refusal.message)) from None
