"""The counts of requests, when many threads count at once."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from app.adapters.rate_storage import MemoryOfThreads
from app.extensions import limiter

THREADS, HITS = 8, 5
LIMIT = RateLimitItemPerMinute(THREADS * HITS - 1)


class _Timer:
    """One that is over as soon as it has begun."""

    def __init__(self, _seconds: float, _work: Callable[[], None]) -> None:
        self._is_new = True

    def is_alive(self) -> bool:
        return False

    def start(self) -> None:
        assert self._is_new, "started twice"
        self._is_new = False


def _slow(kind: type[MemoryStorage], monkeypatch: pytest.MonkeyPatch) -> MemoryStorage:
    """Whose threads always meet where the library looks at its timer: each waits before it reads it."""

    class Slow(kind):  # type: ignore[valid-type, misc]
        STORAGE_SCHEME = ()

        @property
        def timer(self) -> Any:
            time.sleep(0.005)
            return self.__dict__["timer"]

        @timer.setter
        def timer(self, timer: _Timer) -> None:
            self.__dict__["timer"] = timer

    monkeypatch.setattr(threading, "Timer", _Timer)
    return Slow()


def _hits(strategy: Any, storage: MemoryStorage) -> list[bool]:
    start, limits = threading.Barrier(THREADS), strategy(storage)

    def hit(_number: int) -> list[bool]:
        start.wait(20)
        return [limits.hit(LIMIT, "network") for _ in range(HITS)]

    with ThreadPoolExecutor(THREADS) as threads:
        return [each for seen in threads.map(hit, range(THREADS)) for each in seen]


@pytest.mark.parametrize("strategy", [FixedWindowRateLimiter, MovingWindowRateLimiter])
def test_threads_that_count_at_once_are_all_counted_and_none_fails(
    strategy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hits = _hits(strategy, _slow(MemoryOfThreads, monkeypatch))
    assert (len(hits), hits.count(False)) == (THREADS * HITS, 1)


def test_the_library_alone_still_fails_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it does not, its own storage serves, and ours goes."""
    with pytest.raises(AssertionError, match="started twice"):
        _hits(FixedWindowRateLimiter, _slow(MemoryStorage, monkeypatch))


def test_what_is_taken_back_counts_no_more() -> None:
    storage = MemoryOfThreads()
    assert [storage.incr("network", 60, 3), storage.decr("network"), storage.get("network")] == [3, 2, 2]


def test_the_application_counts_with_it(app: Flask) -> None:
    assert isinstance(limiter.storage, MemoryOfThreads)
