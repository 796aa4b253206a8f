"""What this machine does with nothing to do: a bare page under the same server, and a bare durable write."""

import os
import sqlite3
import time
from pathlib import Path

from flask import Flask

application = Flask("hello")


@application.route("/")
def hello() -> str:
    """The least that a page can be."""
    return "Hello, World!"


def write_durably(folder: Path, content: bytes, times: int) -> list[float]:
    """Seconds of each turn: a file written and synced, with its folder, and one row committed, synced too."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = sqlite3.connect(folder / "calibrator.db", isolation_level=None)
    rows.execute("PRAGMA journal_mode=WAL")
    rows.execute("PRAGMA synchronous=FULL")
    rows.execute("CREATE TABLE IF NOT EXISTS turns (number INTEGER PRIMARY KEY, name TEXT)")
    seconds = []
    for number in range(times):
        began = time.perf_counter()
        path = folder / f"{number}.bin"
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        rows.execute("INSERT INTO turns (name) VALUES (?)", (path.name,))
        seconds.append(time.perf_counter() - began)
        path.unlink()
    rows.close()
    return seconds
