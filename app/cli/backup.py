"""flask backup: made, proved, restored."""

import sys
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from ..adapters.dumps import DumpFailed
from ..adapters.ledger import LedgerUnusable
from ..adapters.storage import StorageUnavailable
from ..core.clock import now
from ..core.db import transaction
from ..domain.audit import chain, marks
from ..domain.privacy import backups, replay
from ..domain.privacy.backups import BackupUnsound
from ..domain.privacy.retention import LARGEST_STEP
from .group import Group
from .migrations import upgrade

group = Group("backup", help="Make backups, prove them by restoring them, and put one back.")
FOLDER = click.Path(file_okay=False, path_type=Path)


@group.command()
@click.argument("folder", type=FOLDER)
def create(folder: Path) -> None:
    """Make a backup in FOLDER, and remove those older than BACKUP_DAYS."""
    try:
        made = backups.create_backup(folder)
    except (DumpFailed, StorageUnavailable) as failure:
        _fail(failure)
    click.echo(f"{made.path}: {made.rows} row(s), {made.files} file(s); {made.removed} older backup(s) removed")
    for unreadable in made.unreadable:
        click.echo(f"{unreadable} cannot be read as a backup: look at it, and remove it", err=True)
    click.echo("it counts once it is proved: flask backup verify")


@group.command()
@click.argument("path", type=FOLDER)
def verify(path: Path) -> None:
    """Restore the backup at PATH to a scratch place, and compare."""
    try:
        made_at = backups.verify_backup(path)
    except BackupUnsound as finding:
        _fail(finding)
    click.echo(f"sound, as it was made at {made_at:%Y-%m-%d %H:%M} UTC")


@group.command()
@click.argument("path", type=FOLDER)
@click.option("--replace", is_flag=True, help="Lose what the database holds now, and do not ask who is at work on it.")
@click.option("--without-ledger", is_flag=True, help="The ledger is lost: accept that the erased come back.")
def restore(path: Path, replace: bool, without_ledger: bool) -> None:
    """Put the backup at PATH in the place of the database, then erase again what was erased since."""
    has_ledger = marks.ledger().exists()
    if not has_ledger and not without_ledger:
        _fail(LedgerUnusable("there is no erasure ledger: put it at ERASURE_LEDGER, or say --without-ledger"))
    try:
        made_at = backups.restore_backup(path, replace=replace)
        upgrade()
        if not has_ledger:
            with transaction():
                marks.renew_ledger()
        replay.check_ledger()
    except (BackupUnsound, DumpFailed, StorageUnavailable, LedgerUnusable) as failure:
        _fail(failure)
    with transaction():
        # What the backup held without a link comes before today's anchor, as it did before today.
        while chain.seal_batch():
            pass
        chain.add_anchor()
    _tell(made_at, has_ledger=has_ledger)


def _tell(made_at: datetime, *, has_ledger: bool) -> None:
    if has_ledger:
        click.echo("restored; what was erased since is erased again, and letters that waited are frozen in the outbox")
    else:
        click.echo("restored; letters that waited are frozen in the outbox")
        click.echo(f"WITHOUT A LEDGER: who was erased after {made_at:%Y-%m-%d %H:%M} UTC is back. Erase them again.")
    if now() - made_at > LARGEST_STEP:
        click.echo("the night will not trust so large a step of the clock: flask retention run --accept-clock")


def _fail(failure: Exception) -> NoReturn:
    click.echo(str(failure) or "the store of files does not answer", err=True)
    sys.exit(1)
