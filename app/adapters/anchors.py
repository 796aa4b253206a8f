"""The anchors of the audit log: a file that a thief of the database does not have, and that only grows (R10).

Each line holds a day, the position of the chain on it and the hash there. A last line without its end counts for none.
"""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path


class AnchorsUnusable(RuntimeError):  # noqa: N818  reads as a state
    """Somebody, or a disk, has changed the file; the message says where."""


@dataclass(frozen=True)
class Anchor:
    """Where the chain stood, and on which day that was seen."""

    day_on: date
    position: int
    hash: str


class Anchors:
    """The file at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def exists(self) -> bool:
        """Whether there is a file."""
        return self._path.exists()

    def read(self) -> list[Anchor]:
        """Every anchor, in order. Raises AnchorsUnusable for a line that is none."""
        if not self.exists():
            return []
        whole = self._path.read_bytes().rpartition(b"\n")[0]
        return [self._anchor(number, line) for number, line in enumerate(whole.split(b"\n"), 1)] if whole else []

    def _anchor(self, number: int, line: bytes) -> Anchor:
        try:
            day, position, last = line.decode("ascii").split(" ")
            return Anchor(date.fromisoformat(day), int(position), last)
        except ValueError:
            message = f"line {number} of the file of anchors {self._path} is not as it was written"
            raise AnchorsUnusable(message) from None

    def append(self, anchor: Anchor) -> None:
        """Adds one, durable when this returns."""
        with self._path.open("ab+") as file:
            file.seek(0)
            file.truncate(file.read().rfind(b"\n") + 1)
            file.write(f"{anchor.day_on.isoformat()} {anchor.position} {anchor.hash}\n".encode("ascii"))
            file.flush()
            os.fsync(file.fileno())

    def put_aside(self, mark: str) -> None:
        """Renames the file: it speaks of another log."""
        if self.exists():
            self._path.rename(self._path.with_suffix(f".{mark}{self._path.suffix}"))
