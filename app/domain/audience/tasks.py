"""What the worker does with the audience: it counts what the pages have noted."""

from datetime import timedelta

from ...core.db import transaction
from ...core.queue import Task
from .counting import count_files, folder, take_files
from .queries import find_outlived_day


def has_work() -> bool:
    """Whether a visit waits to be counted, or a count has outlived its period."""
    return any(folder().glob("*")) or find_outlived_day() is not None


def collect() -> None:
    """Counts the files of noted visits, then removes them; a file that stays after a crash is not counted twice."""
    files = take_files()
    with transaction():
        count_files(files)
    for path in files:
        path.unlink(missing_ok=True)


TASKS = (Task("audience.collect", timedelta(seconds=60), has_work, collect),)
