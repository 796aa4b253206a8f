"""The erasure ledger: a file of its own, apart from the database and its backups, that only grows (A11.2).

Each line holds a position, a kind, a keyed pseudonym and a hash over the line before: it tells nobody's name, and a
line that was changed or taken out breaks the chain. The first line names the key under which the pseudonyms were made.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

FORMAT = "vivier-ledger-1"


class LedgerUnusable(RuntimeError):  # noqa: N818  reads as a state
    """The ledger is missing, broken, or of another key; the message says which, and what to do."""


@dataclass(frozen=True)
class Entry:
    """One erased thing: ``kind`` says of what sort, ``pseudonym`` which, to whoever holds the key and the id."""

    position: int
    kind: str
    pseudonym: str


class Ledger:
    """The file at ``path``; ``key_name`` is a public name of the key of its pseudonyms."""

    def __init__(self, path: Path, key_name: str) -> None:
        self._path = path
        self._head = f"{FORMAT} {key_name}"

    def exists(self) -> bool:
        """Whether there is a ledger at all."""
        return self._path.exists()

    def read(self) -> list[Entry]:
        """Every entry, in order; none when there is no file. Raises LedgerUnusable when a line is not as it was."""
        return self._read()[0]

    def append(self, said: list[tuple[str, str]]) -> list[Entry]:
        """Adds entries (kind, pseudonym) at the end, durable when this returns. Raises LedgerUnusable."""
        known, last = self._read()
        entries: list[Entry] = []
        lines: list[str] = []
        for kind, pseudonym in said:
            entry = Entry(len(known) + len(entries) + 1, kind, pseudonym)
            last = _link(entry, last)
            entries.append(entry)
            lines.append(f"{entry.position} {kind} {pseudonym} {last}\n")
        is_new = not self.exists()
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(
            os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="ascii"
        ) as file:
            file.write("".join([f"{self._head}\n"] * is_new + lines))
            file.flush()
            os.fsync(file.fileno())
        return entries

    def _read(self) -> tuple[list[Entry], str]:
        last = hashlib.sha256(self._head.encode()).hexdigest()
        if not self.exists():
            return [], last
        head, *lines = self._path.read_text("ascii", errors="replace").splitlines() or [""]
        if head != self._head:
            message = f"the erasure ledger {self._path} was written under another key: set the SECRET_KEY of that time"
            raise LedgerUnusable(message)
        entries = []
        for number, line in enumerate(lines, 1):
            words = line.split(" ")
            entry = Entry(number, *words[1:3]) if len(words) == 4 else Entry(number, "", "")
            last = _link(entry, last)
            if words != [str(number), entry.kind, entry.pseudonym, last]:
                message = f"line {number + 1} of the erasure ledger {self._path} is not as it was written"
                raise LedgerUnusable(message)
            entries.append(entry)
        return entries, last


def _link(entry: Entry, previous: str) -> str:
    return hashlib.sha256(f"{previous} {entry.position} {entry.kind} {entry.pseudonym}".encode()).hexdigest()
