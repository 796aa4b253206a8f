"""flask demo: a believable instance to look at. Needs the libraries of requirements-demo.txt."""

import sys

import click
from flask import current_app
from flask.cli import with_appcontext

from ...core.db import take_turn, transaction
from ...domain.people.queries import count_accounts
from .load import load_demo, write_first_run


@click.command("demo")
@click.option("--jobs", "job_count", default=8, show_default=True, type=click.IntRange(1, 1000))
@click.option("--applications", "application_count", default=120, show_default=True, type=click.IntRange(0, 200_000))
@with_appcontext
def command(*, job_count: int, application_count: int) -> None:
    """Fill an empty development instance with an invented firm."""
    if current_app.config["ENV_MODE"] == "production":
        click.echo("The demonstration is for development only.", err=True)
        sys.exit(1)
    with transaction():
        take_turn("demo")
        if count_accounts():
            click.echo("This instance already has accounts; the demonstration needs an empty one.", err=True)
            sys.exit(1)
        staff = load_demo(job_count=job_count, application_count=application_count)
        # Nobody else knows the passwords: where this was cut off, there are no accounts either.
        path = write_first_run(current_app.config["PUBLIC_URL"], staff)
    click.echo(f"{job_count} jobs, {application_count} applications. Sign-ins: {path}")
