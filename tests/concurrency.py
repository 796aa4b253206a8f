"""Several callers at once, each with its own connection, let go at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import Flask

from app.extensions import db

Outcome = TypeVar("Outcome")


def in_parallel(app: Flask, calls: Sequence[Callable[[], Outcome]]) -> list[Outcome]:
    """What each call returned, in order; each ran in a thread and an application context of its own."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Outcome]) -> Outcome:
        with app.app_context():
            start.wait(timeout=20)
            try:
                return call()
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(max_workers=len(calls)) as threads:
        outcomes = list(threads.map(run, calls))
    db.session.expire_all()
    return outcomes
