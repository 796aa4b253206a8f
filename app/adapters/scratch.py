"""Folders for what must not outlive the work: whoever is killed in one leaves it, and the next destroys it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def folder(base: Path, prefix: str) -> Iterator[Path]:
    """A folder of its own in ``base``, gone afterwards."""
    made, held = _make(base, prefix)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(held)


def sweep(base: Path, prefix: str) -> None:
    """Destroys the folders of those who were killed: the lock on a folder goes with the process that has it."""
    for left in base.glob(f"{prefix}*"):
        with suppress(OSError):
            _destroy_abandoned(left)


def _make(base: Path, prefix: str) -> tuple[Path, int]:
    """A folder of its own, and the lock by which a sweep knows that somebody works in it."""
    while True:
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=base))
        with suppress(OSError):
            held = _open(made)
            fcntl.flock(held, fcntl.LOCK_EX)
            # A sweep may have come between: it takes what nobody holds.
            if made.exists():
                return made, held
            os.close(held)


def _destroy_abandoned(left: Path) -> None:
    """Raises OSError for what is no folder, is another account's, or has somebody working in it."""
    held = _open(left)
    try:
        if os.fstat(held).st_uid == os.geteuid():
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
    finally:
        os.close(held)


def _open(made: Path) -> int:
    return os.open(made, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
