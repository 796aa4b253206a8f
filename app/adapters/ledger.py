"""The erasure ledger: a file of its own, apart from the database and its backups, that only grows (A11.2).

Each line holds a position, a kind, a keyed pseudonym and a hash over the line before: it tells nobody's name, and a
line that was changed or taken out breaks the chain. The first line names the key under which the pseudonyms were made,
and the ledger itself, so that no other is taken for it. A last line without its end was never told to be written.
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
        self._key_name = key_name

    def exists(self) -> bool:
        """Whether there is a ledger at all: a first line that is whole. Raises LedgerUnusable."""
        return b"\n" in self._octets()

    def name(self) -> str:
        """What its first line calls it; nothing in one of before ledgers had names. Raises LedgerUnusable."""
        return self._head(self._lines()[0])

    def begin(self, name: str) -> None:
        """Writes the first line of a new ledger, durable when this returns. Raises LedgerUnusable."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            _write(descriptor, f"{FORMAT} {self._key_name} {name}\n")
            folder = os.open(self._path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)
        except OSError as fault:
            raise self._unusable("written", fault) from fault

    def put_aside(self, mark: str) -> None:
        """Renames what is there, readable or not, so that another can begin."""
        if self._path.exists():
            self._path.rename(self._path.with_suffix(f".{mark}{self._path.suffix}"))

    def read(self) -> list[Entry]:
        """Every entry, in order; none when there is no file. Raises LedgerUnusable when a line is not as it was."""
        return self._read()[0] if self.exists() else []

    def append(self, said: list[tuple[str, str]]) -> list[Entry]:
        """Adds entries (kind, pseudonym) at the end, durable when this returns. Raises LedgerUnusable.

        What a writer that was cut off has left of a line goes first: nobody was told that it was written.
        """
        known, last = self._read()
        entries: list[Entry] = []
        lines: list[str] = []
        for kind, pseudonym in said:
            entry = Entry(len(known) + len(entries) + 1, kind, pseudonym)
            last = _link(entry, last)
            entries.append(entry)
            lines.append(f"{entry.position} {kind} {pseudonym} {last}\n")
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND)
            os.truncate(self._path, self._path.read_bytes().rindex(b"\n") + 1)
            _write(descriptor, "".join(lines))
        except OSError as fault:
            raise self._unusable("written", fault) from fault
        return entries

    def _octets(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""
        except OSError as fault:
            raise self._unusable("read", fault) from fault

    def _unusable(self, done: str, fault: OSError) -> LedgerUnusable:
        return LedgerUnusable(f"the erasure ledger {self._path} cannot be {done}: {fault.strerror}")

    def _lines(self) -> list[str]:
        if not self.exists():
            message = f"the erasure ledger {self._path} is missing: put it back, or see docs/operations.md"
            raise LedgerUnusable(message)
        whole = self._octets().rpartition(b"\n")[0]
        return whole.decode("ascii", errors="replace").split("\n")

    def _head(self, line: str) -> str:
        form, key_name, name = (*line.split(" "), "", "", "")[:3]
        if (form, key_name) != (FORMAT, self._key_name):
            message = f"the erasure ledger {self._path} was written under another key: set the SECRET_KEY of that time"
            raise LedgerUnusable(message)
        return name

    def _read(self) -> tuple[list[Entry], str]:
        head, *lines = self._lines()
        self._head(head)
        last = hashlib.sha256(head.encode()).hexdigest()
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


def _write(descriptor: int, words: str) -> None:
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())


def _link(entry: Entry, previous: str) -> str:
    return hashlib.sha256(f"{previous} {entry.position} {entry.kind} {entry.pseudonym}".encode()).hexdigest()
