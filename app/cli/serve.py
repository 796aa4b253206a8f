"""flask serve: an instance in one command, web server and worker together.

Both are forked from this process, which has the application loaded: nothing is imported twice, a start is quick, and
what is loaded is in memory once. gunicorn and ``flask worker`` may run apart as well (docs/operations.md).
"""

import http.client
import json
import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing import connection
from multiprocessing.context import ForkProcess
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import DatabaseError

from .. import worker
from ..adapters.ledger import LedgerUnusable
from ..adapters.storage import WrongStore
from ..core.db import reading, stored_revision, why_away
from ..domain.documents.reconciliation import check_store
from ..domain.people.queries import count_accounts
from ..domain.privacy.replay import check_ledger
from ..extensions import db
from .migrations import newest_revision, upgrade

FORK = multiprocessing.get_context("fork")
ANSWER_SECONDS = 30
STOP_SECONDS = 15
WEB = {
    "worker_class": "gthread",
    "workers": 2,
    "threads": 4,
    "graceful_timeout": STOP_SECONDS - 5,
    "loglevel": "warning",
    "control_socket_disable": True,
    # The longest that it takes: a longer address gets its bare page instead of ours.
    "limit_request_line": 8190,
    # Not every proxy drops a SCRIPT_NAME of the visitor's, by which /x/staff would be /staff behind its back.
    "forwarder_headers": "",
}


@click.command("serve")
@with_appcontext
def command() -> None:
    """Serve until Ctrl-C or SIGTERM. Outside production: migrate first, load the demonstration on a first start."""
    port = current_app.config["PORT"]
    try:
        listener = socket.create_server(("127.0.0.1", port))
    except OSError as fault:
        sys.exit(f"Port {port} cannot be opened ({fault.strerror}). Choose another: make run PORT={port + 1}")
    is_production = current_app.config["ENV_MODE"] == "production"
    _bring_up_to_date(may_migrate=not is_production)
    is_first = not is_production and _fill()
    # A connection must not be shared by two processes.
    db.engine.dispose()
    with listener:
        children = [_fork(_serve_web, listener), _fork(_work, listener)]
    sys.exit(_supervise(children, port, current_app.config["DATA_DIR"] / "first-run.json" if is_first else None))


def _bring_up_to_date(*, may_migrate: bool) -> None:
    """Ends the start where the database is away or of another version, or the ledger is not to be used."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        revision = stored_revision()
    except DatabaseError as fault:
        sys.exit(f"Vivier does not start: {why_away(fault)}")
    if revision != newest_revision():
        if not may_migrate:
            sys.exit("The tables are of another version. Make a backup, then: flask db upgrade")
        upgrade()
    try:
        check_ledger()
        check_store()
    except (LedgerUnusable, WrongStore) as refusal:
        sys.exit(f"Vivier does not start: {refusal}")


def _fill() -> bool:
    """Loads the demonstration where there are no accounts. Says whether this was the first start."""
    with reading():
        is_first = count_accounts() == 0
    if is_first:
        click.echo("first start: loading the demonstration")
        subprocess.run([sys.executable, "-m", "flask", "demo"], check=False, stdout=subprocess.DEVNULL)
        # A start that was killed may have left one that loads it still, and ours had nothing to do.
        with reading():
            if count_accounts() == 0:
                sys.exit("Vivier does not start: the demonstration could not be loaded")
    return is_first


def _fork(target: Callable[..., object], *arguments: object) -> ForkProcess:
    child = FORK.Process(target=_run_child, args=(target, *arguments), name=target.__name__.removeprefix("_"))
    child.start()
    return child


def _run_child(target: Callable[..., object], *arguments: object) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    target(*arguments)


def _end_with_parent() -> None:
    """Should the parent vanish without a word, nobody is left to stop this process."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships without types
    """Gunicorn around an application that is loaded already."""

    def __init__(self, application: Flask, listener: socket.socket) -> None:
        self.application = application
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        for name, value in {**WEB, "bind": f"fd://{self.listener.fileno()}"}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.application


def _serve_web(listener: socket.socket) -> None:
    _Server(current_app._get_current_object(), listener).run()  # type: ignore[attr-defined]  # noqa: SLF001  a proxy


def _work(listener: socket.socket) -> None:
    listener.close()
    click.get_current_context().invoke(worker.command)


def _supervise(children: Sequence[ForkProcess], port: int, sign_ins: Path | None) -> int:
    """Waits for a signal or for the first child to end, then stops what is left; 0 when it was asked to stop."""
    asked = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: asked.set())
    threading.Thread(target=_announce, args=(port, sign_ins), daemon=True).start()
    while not asked.is_set() and all(child.is_alive() for child in children):
        connection.wait([child.sentinel for child in children], timeout=0.2)
    was_asked = asked.is_set()
    for child in children:
        child.terminate()
    for child in children:
        child.join(STOP_SECONDS)
        child.kill()
        child.join()
    if not was_asked:
        click.echo("one of the two processes ended by itself; the other was stopped", err=True)
    return 0 if was_asked else 1


def _announce(port: int, sign_ins: Path | None) -> None:
    """Once the server answers: the address, and on a first start who may sign in."""
    server = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        server.request("GET", "/healthz")
        server.getresponse()
    except OSError:
        return  # it never came up: the supervisor tells
    click.echo(f"\nVivier: http://127.0.0.1:{port}/    back office: http://127.0.0.1:{port}/staff\n")
    if sign_ins is not None:
        for person in json.loads(sign_ins.read_text())["staff"]:
            click.echo(f"  {person['role']:<18} {person['email']:<36} {person['password']}")
        click.echo(f"\n  (also in {sign_ins})\n")
    click.echo("Ctrl-C stops it.")
