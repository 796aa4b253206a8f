"""flask retention: what goes and why, the run itself, and what is late."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

import click

from ..core.actor import OPERATOR
from ..core.clock import today
from ..core.db import LogInUse, reading
from ..core.paging import Page
from ..domain.applications import rules
from ..domain.documents import tasks as documents
from ..domain.policy.schedule import Step
from ..domain.privacy import lateness, queries, retention
from ..domain.privacy.enums import Leaver, SweepOutcome
from ..domain.privacy.tasks import empty_log
from .group import Group

LANGUAGE = "en"
T = TypeVar("T")


@click.pass_context
def _plan_by_default(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        context.invoke(plan)


group = Group(
    "retention",
    help="Carry the retention policy out, or show what it would do; alone, it shows that (plan).",
    invoke_without_command=True,
    callback=_plan_by_default,
)


@group.command()
@click.option("--days", type=click.IntRange(0, 3650), default=30, show_default=True, help="How far ahead to look.")
def plan(days: int) -> None:
    """Show what would go, when and why. Changes nothing."""
    until = today() + timedelta(days=days)
    with reading():
        profile = rules.current_profile()
        first = queries.list_due(until=until, per_page=100)
        click.echo(f"{first.total} file(s) go by {until}; policy {profile.version}")
        for file in _all(partial(queries.list_due, until=until, per_page=100)):
            schedule = rules.schedule_of(file.application_id)
            stays = f"; minimum archived until {schedule.archive_until}" if schedule.next_step is Step.ARCHIVE else ""
            because = f"{schedule.because.words(profile).in_language(LANGUAGE)}{stays}"
            click.echo(f"{_mark(schedule.erase_on)}  {file.reference}  {file.state.value:<9}  {because}")
        leaving = _all(partial(lateness.list_leaving, until=until, with_late=True))
        others = [each for each in leaving if each.kind is not Leaver.APPLICATION]
        click.echo(f"{len(others)} other thing(s) go by {until}")
        for each in others:
            click.echo(f"{_mark(each.erase_on)}  {each.reference or '-':<11}  {each.kind.value.replace('_', ' ')}")


def _all(listed: Callable[..., Page[T]]) -> Iterator[T]:
    """Everything on every page of a list."""
    page = listed(page=1)
    yield from page.items
    for number in range(2, page.pages + 1):
        yield from listed(page=number).items


def _mark(day: date) -> str:
    return f"{'now ' if day <= today() else '    '}{day}"


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
