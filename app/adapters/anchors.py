"""The anchors of the audit log: a file that a thief of the database does not have, and that only grows (R10).

Each line holds a day, the position of the chain on it and the hash there. A last line without its end counts for none.
"""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path


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
        """Every anchor, in order."""
        if not self.exists():
            return []
        lines = self._path.read_bytes().rpartition(b"\n")[0].decode("ascii").splitlines()
        words = (line.split(" ") for line in lines)
        return [Anchor(date.fromisoformat(day), int(position), last) for day, position, last in words]

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
