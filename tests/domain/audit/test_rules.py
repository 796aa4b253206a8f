"""The hour that slides, without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.audit.rules import Burst, find_burst

START = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def _at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def _openings(*pairs: tuple[float, int]) -> list[tuple[datetime, UUID | None]]:
    return [(_at(minutes), UUID(int=file)) for minutes, file in pairs]


@pytest.mark.parametrize(
    ("pairs", "burst"),
    [
        ((), None),
        (((0, 1), (1, 2)), None),
        (((0, 1), (1, 2), (2, 3)), Burst(_at(0), _at(2))),
        # The same file again is no other file.
        (((0, 1), (1, 2), (2, 2), (3, 1)), None),
        # What is a whole hour old is out.
        (((0, 1), (30, 2), (59.9, 3)), Burst(_at(0), _at(59.9))),
        (((0, 1), (30, 2), (60, 3)), None),
        # A file that left the hour and comes back counts again; one that is still in it twice leaves it once.
        (((0, 1), (50, 1), (70, 2), (80, 3)), Burst(_at(50), _at(80))),
        # Ordinary openings before and after it are no part of a burst.
        (((0, 1), (90, 2), (91, 3), (92, 4), (200, 5)), Burst(_at(90), _at(92))),
        # Two bursts are one stretch.
        (((0, 1), (1, 2), (2, 3), (200, 4), (201, 5), (202, 6)), Burst(_at(0), _at(202))),
    ],
)
def test_more_than_the_limit_within_some_hour_is_a_burst(pairs: tuple[Any, ...], burst: Burst | None) -> None:
    assert find_burst(_openings(*pairs), 2) == burst
