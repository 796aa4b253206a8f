"""flask accounts: who may come in. There is no default account (6.3.2)."""

import secrets
import sys
from collections.abc import Callable

import click
from flask.cli import AppGroup

from ..core.actor import OPERATOR
from ..core.db import reading, transaction
from ..core.errors import Missing, RoomError
from ..core.permissions import Role
from ..domain.people import accounts, queries, sign_in
from ..domain.people.models import Account

group = AppGroup("accounts", help="Make, close and mend staff accounts.")
ROLES = click.Choice([role.value for role in Role])


@group.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=ROLES)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
def create(*, email: str, name: str, role: str, password_stdin: bool) -> None:
    """Make an account; prints the password that was made for it."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(15)
    _run(
        lambda: accounts.create_account(actor=OPERATOR, email=email, name=name, role=Role(role), password=password)
    )
    click.echo(f"Created {email}." + ("" if password_stdin else f" Password: {password}"))


@group.command("reset-password")
@click.argument("email")
def reset_password(email: str) -> None:
    """Give an account a new password, printed once; its sessions end."""
    password = secrets.token_urlsafe(15)
    _run(lambda: accounts.reset_password(actor=OPERATOR, account_id=_get(email).id, password=password))
    click.echo(f"Password: {password}")


@group.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Forget an account's second factor; its sessions end."""
    _run(lambda: sign_in.remove_second_factor(actor=OPERATOR, account_id=_get(email).id))
    click.echo("The second factor is removed.")


@group.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close an account; its sessions end at their next request."""
    _run(lambda: accounts.disable_account(actor=OPERATOR, account_id=_get(email).id))
    click.echo("The account is closed.")


@group.command()
@click.argument("email")
def enable(email: str) -> None:
    """Open a closed account again."""
    _run(lambda: accounts.enable_account(actor=OPERATOR, account_id=_get(email).id))
    click.echo("The account is open.")


@group.command("list")
def list_all() -> None:
    """Print every account, its role and its state."""
    with reading():
        page = queries.list_accounts(page=1, per_page=100)
        for account in page.items:
            state = "closed" if account.disabled_at else "open"
            factor = "second factor" if account.totp_confirmed_at else "password only"
            click.echo(f"{account.email}  {account.role.value}  {state}  {factor}")


def _get(email: str) -> Account:
    account = queries.lock_account_by_email(email)
    if account is None:
        raise Missing(f"no account {email}")
    return account


def _run(act: Callable[[], object]) -> None:
    """One transaction; a room's refusal is a sentence and exit 1."""
    try:
        with transaction():
            act()
    except RoomError as refusal:
        click.echo(str(refusal.message), err=True)
        sys.exit(1)
