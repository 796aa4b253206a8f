"""flask retention: what goes and why, the run itself, and what is late."""

import sys
from datetime import timedelta

import click
from flask.cli import AppGroup

from ..core.actor import OPERATOR
from ..core.clock import today
from ..core.db import LogInUse, reading
from ..domain.applications import rules
from ..domain.documents import tasks as documents
from ..domain.policy.schedule import Step
from ..domain.privacy import lateness, queries, retention
from ..domain.privacy.enums import SweepOutcome
from ..domain.privacy.tasks import empty_log

group = AppGroup("retention", help="Carry the retention policy out, or show what it would do.")


@group.command()
@click.option("--days", default=30, show_default=True, help="How far ahead to look.")
def plan(days: int) -> None:
    """Show what would go, when and why. Changes nothing."""
    with reading():
        page = queries.list_due(until=today() + timedelta(days=days), per_page=100)
        click.echo(
            f"{page.total} file(s) go by {today() + timedelta(days=days)}; policy {rules.current_profile().version}"
        )
        while page.items:
            for file in page.items:
                schedule = rules.schedule_of(file.application_id)
                mark = "now " if schedule.erase_on <= today() else "    "
                stays = (
                    f", minimum archived until {schedule.archive_until}" if schedule.next_step is Step.ARCHIVE else ""
                )
                because = f"{schedule.because.value}{stays}"
                click.echo(f"{mark}{schedule.erase_on}  {file.reference}  {file.state.value:<9}  {because}")
            if page.number == page.pages:
                break
            page = queries.list_due(until=today() + timedelta(days=days), page=page.number + 1, per_page=100)


@group.command()
@click.option("--accept-clock", is_flag=True, help="The time is right, although it jumped since the last run.")
def run(*, accept_clock: bool) -> None:
    """Erase what is due, now, and destroy its files."""
    outcome = retention.run_batch(actor=OPERATOR, accept_clock=accept_clock)
    while outcome.outcome is SweepOutcome.RUNNING:
        outcome = retention.run_batch(actor=OPERATOR, accept_clock=accept_clock)
    if outcome.outcome is SweepOutcome.STOPPED:
        click.echo("Stopped: the clock jumped more than 48 hours, or went back, since the last finished run.", err=True)
        click.echo("Nothing was erased. If the time is right: flask retention run --accept-clock", err=True)
        sys.exit(1)
    destroyed = documents.shred_all()
    try:
        empty_log()
    except LogInUse:
        click.echo("Somebody is reading: the worker empties the write-ahead log within seconds.", err=True)
    click.echo(f"Erased {outcome.erased} file(s); destroyed {destroyed} document(s). Run {outcome.id}.")


@group.command()
def late() -> None:
    """Tell what should have gone before today, and why it has not; exit 1 when there is any."""
    with reading():
        found = lateness.list_late()
    click.echo(f"{found.total} file(s) late")
    for each in found.items:
        what = each.what
        click.echo(f"{what.erase_on}  {what.kind.value:<15}  {what.reference or '-':<11}  {each.because.value}")
    sys.exit(1 if found.total else 0)
