"""flask ledger: the way out when the erasure ledger is lost."""

import click

from ..core.db import transaction
from ..domain.audit import marks
from .group import Group

group = Group("ledger", help="The list of what was erased, kept apart from the database.")


@group.command()
@click.confirmation_option(prompt="What only the lost file knew is lost for good. Write a new one?")
def renew() -> None:
    """Write a new ledger from what the database knows, where the file is lost or unreadable.

    The present database must never have been replaced by a backup since: else those erased in between come back.
    """
    with transaction():
        count = marks.renew_ledger()
    click.echo(f"a new ledger with {count} entries; what was there is put aside beside it")
