"""Processes that a test starts."""

import os
import subprocess
from pathlib import Path

# Their coverage would be cut off in the middle of a write and spoil the file of the whole run.
UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


def content_of(*files: Path) -> bytes:
    """The bytes of ``files``, one after the other, read by another process.

    Closing a database file drops every lock that SQLite holds on it in the same process. The next process to close the
    database would take itself for the last one and delete the write-ahead log under the connections of the tests.
    """
    return subprocess.run(["cat", "--", *map(str, files)], capture_output=True, check=True).stdout  # noqa: S607
