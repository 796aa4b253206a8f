"""How many requests came from where, counted in memory by many threads.

``limits`` 5.8 lets two threads start its timer twice, and the request of the second one fails. Its next version takes
turns (its pull request 352), and then this module goes.
"""

import threading

from limits.storage import MemoryStorage


class MemoryOfThreads(MemoryStorage):
    """The library's ``memory://``, one thread at a time. It stands in its place because it says the same scheme."""

    STORAGE_SCHEME = ["memory"]  # noqa: RUF012  the library's own form

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:  # noqa: FBT001, FBT002  the library's own
        self._turn = threading.RLock()
        super().__init__(uri, wrap_exceptions, **options)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Counts; gives the new count."""
        with self._turn:
            return super().incr(key, expiry, amount)

    def decr(self, key: str, amount: int = 1) -> int:
        """Takes back; gives the new count."""
        with self._turn:
            return super().decr(key, amount)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether the moving window had room, and has it no more."""
        with self._turn:
            return super().acquire_entry(key, limit, expiry, amount)
