"""What is unusual: pure questions about openings of candidates' files."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Burst:
    """From the first opening of the first hour that held too many files to the last one of the last such hour."""

    since_at: datetime
    until_at: datetime


def find_burst(openings: Iterable[tuple[datetime, UUID | None]], limit: int) -> Burst | None:
    """The burst in one account's ``openings`` (when, which file; oldest first); None when no hour held too many.

    Too many are more than ``limit`` different files within an hour (A13.4). The hour slides, it ends at each opening in
    turn: none falls between two looks of the worker. What is a whole hour old is out of it: one a minute is sixty.
    """
    since_at, until_at = None, None
    hour: deque[tuple[datetime, UUID | None]] = deque()
    files: Counter[UUID | None] = Counter()
    for at, file in openings:
        hour.append((at, file))
        files[file] += 1
        while hour[0][0] <= at - HOUR:
            _take_out(files, hour.popleft()[1])
        if len(files) > limit:
            since_at, until_at = since_at or hour[0][0], at
    return None if since_at is None or until_at is None else Burst(since_at, until_at)


def _take_out(files: Counter[UUID | None], file: UUID | None) -> None:
    files[file] -= 1
    if not files[file]:
        del files[file]
