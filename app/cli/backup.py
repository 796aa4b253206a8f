"""flask backup: made, proved, restored."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask.cli import AppGroup

from ..adapters.dumps import DumpFailed
from ..adapters.storage import StorageUnavailable
from ..domain.privacy import backups, replay
from ..domain.privacy.backups import BackupUnsound

group = AppGroup("backup", help="Make backups, prove them by restoring them, and put one back.")
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
@click.option("--replace", is_flag=True, help="Lose what the database holds now.")
def restore(path: Path, replace: bool) -> None:
    """Put the backup at PATH in the place of the database, then erase again what was erased since."""
    try:
        backups.restore_backup(path, replace=replace)
    except (BackupUnsound, DumpFailed, StorageUnavailable) as failure:
        _fail(failure)
    replay.check_ledger()
    click.echo("restored; what was erased since is erased again, and letters that waited are frozen in the outbox")


def _fail(failure: Exception) -> NoReturn:
    click.echo(str(failure) or "the store of files does not answer", err=True)
    sys.exit(1)
