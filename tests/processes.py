"""Processes that a test starts."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

# Their coverage would be cut off in the middle of a write and spoil the file of the whole run.
UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


def content_of(*files: Path) -> bytes:
    """The bytes of ``files``, one after the other, read by another process.

    Closing a database file drops every lock that SQLite holds on it in the same process. The next process to close the
    database would take itself for the last one and delete the write-ahead log under the connections of the tests.
    """
    return subprocess.run(["cat", "--", *map(str, files)], capture_output=True, check=True).stdout  # noqa: S607


# Each time at the given one of its moments (before and after each statement, before each commit) the command ends as
# kill -9 ends it: the same on a fast machine as on a stalled one.
_DYING = """
import os, signal, sys
from sqlalchemy import event
from app import create_app
from app.extensions import db

def count_down(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

app = create_app()
with app.app_context():
    for happening in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(db.engine, happening, count_down)
    for left in [*map(int, sys.argv[1].split()), 0]:
        if left and os.fork():
            print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
            continue
        done = app.test_cli_runner().invoke(args=sys.argv[2:])
        print(done.exit_code, flush=True)
        if left:
            os._exit(0)
        print(done.output, done.exc_info, file=sys.stderr)
"""


def run_and_kill(app: Flask, *words: str, dies_at: Sequence[int] = ()) -> list[int]:
    """``flask`` with these words on the instance of ``app``, killed at each of these moments, and then never.

    Gives how each ended: -9 for a kill.
    """
    environment = {
        **UNMEASURED,
        "VIVIER_ENV": "testing",
        "DATA_DIR": str(app.config["DATA_DIR"]),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
    }
    run = subprocess.run(
        [sys.executable, "-c", _DYING, " ".join(map(str, dies_at)), *words],
        cwd=Path(__file__).parents[1],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [int(line) for line in run.stdout.split()]
