"""flask audit: whether the log is as it was written."""

import sys

import click

from ..core.db import reading
from ..domain.audit import chain
from .group import Group

group = Group("audit", help="Prove that the audit log was not altered.")


@group.command()
def verify() -> None:
    """Walk the chain over the whole log. Ends with 1, naming the first event that is not as it was."""
    with reading():
        finding = chain.verify()
        count = chain.count_links()
    if finding is None:
        click.echo(f"{count} event(s), every one as it was written")
        return
    named = (
        f"event {finding.event_id} (position {finding.position})"
        if finding.event_id
        else f"position {finding.position}"
    )
    click.echo(f"{named} {finding.fault}", err=True)
    sys.exit(1)
