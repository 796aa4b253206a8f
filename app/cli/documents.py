"""flask documents: whether rows and files agree, and the keys that open the files."""

import sys

import click

from config import new_master_key

from ..adapters.storage import WrongStore
from ..domain.documents import keys, reconciliation, vault
from .group import Group

group = Group("documents", help="Look after the stored files.")


@group.command("rotate-keys")
def rotate_keys() -> None:
    """Seal every key by the present MASTER_KEY; the one before it stands in MASTER_KEYS_RETIRED meanwhile."""
    click.echo(f"{keys.rotate_keys()} keys sealed anew by {vault.master_keys().current}")


@group.command("new-key")
def new_key() -> None:
    """Print a random MASTER_KEY."""
    click.echo(new_master_key())


@group.command()
@click.option("--repair", is_flag=True, help="Destroy what no row speaks of; make anew what was made of files.")
@click.option("--accept-many", is_flag=True, help="The database is the right one, although many files are stray.")
def reconcile(*, repair: bool, accept_many: bool) -> None:
    """Compare rows and files; exit 1 when a row's file is not there, or a stray one was left."""
    findings = reconciliation.compare()
    for document_id in findings.missing:
        click.echo(f"missing  {document_id}")
    for document_id in findings.unmade:
        click.echo(f"to make  {document_id}")
    for key in findings.strays:
        click.echo(f"stray    {key}")
    if repair and findings.are_many and not accept_many:
        click.echo(
            "More than one file in ten is stray: this may be the wrong database. Nothing was destroyed.", err=True
        )
        click.echo("If it is the right one: flask documents reconcile --repair --accept-many", err=True)
        sys.exit(1)
    try:
        destroyed = reconciliation.destroy_strays(findings.strays) if repair else set()
    except WrongStore as refusal:
        sys.exit(str(refusal))
    remade = reconciliation.remake(findings.unmade) if repair else 0
    click.echo(
        f"{len(findings.missing)} missing, {len(findings.unmade)} to make anew, {len(findings.strays)} stray, "
        f"{len(destroyed)} destroyed"
    )
    are_left = findings.missing or remade < len(findings.unmade) or len(destroyed) < len(findings.strays)
    sys.exit(1 if are_left else 0)
