"""A visit on its way into the counts: one short line in a file, and the file into the rows.

A GET writes nothing to the database (rule 8), so the page only leaves a line; the worker counts the lines.
"""

import os
from collections import Counter
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import delete, select

from ...core import logging
from ...core.clock import today
from ...core.db import take_turn
from ...extensions import db
from .enums import PageKind
from .models import NO_JOB, CountedFile, VisitCount
from .queries import find_outlived_day

# A worker that is away must not let visits fill the disk; beyond this they are not counted.
MOST_OCTETS = 4 * 1024 * 1024
APPENDED = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
NOTED, TAKEN = ".log", ".taken"
Seen = tuple[date, PageKind, UUID]
log = logging.get(__name__)


def note(*, page: PageKind, job_id: UUID | None) -> None:
    """Leaves a line: the day, the page and the job. Never fails: no visitor loses a page over a count.

    One write to a file opened to append: the lines of several threads do not mix.
    """
    line = f"{today()} {page.value} {job_id or NO_JOB}\n"
    try:
        file = _open()
        try:
            if os.fstat(file).st_size < MOST_OCTETS:
                os.write(file, line.encode())
        finally:
            os.close(file)
    except OSError as fault:
        log.warning("visit not noted", error=type(fault).__name__)


def _open() -> int:
    """This process's file; its folder is there but for the first time."""
    path = f"{folder()}/{os.getpid()}{NOTED}"
    try:
        return os.open(path, APPENDED, 0o600)
    except FileNotFoundError:
        folder().mkdir(mode=0o700, exist_ok=True)
        return os.open(path, APPENDED, 0o600)


def take_files() -> list[Path]:
    """Takes the files away from those who write to them, under names that never come back; those left over too.

    A line that is being written at that very moment may come too late to be counted: one visit of many.
    """
    for path in folder().glob(f"*{NOTED}"):
        path.rename(path.with_name(f"{uuid4().hex}{TAKEN}"))
    return sorted(folder().glob(f"*{TAKEN}"))


def count_files(files: list[Path]) -> None:
    """Adds what stands in ``files`` to the counts, and what is older than 25 months is forgotten (A15.1).

    A crash before the commit leaves the files as they were; one after it leaves them with a row that says that they are
    in the counts: they are then only removed. Such a row goes once its file is gone.
    """
    take_turn("audience")
    db.session.execute(delete(CountedFile).where(CountedFile.name.not_in([path.name for path in files])))
    known = set(db.session.scalars(select(CountedFile.name)))
    new = [path for path in files if path.name not in known]
    seen: Counter[Seen] = Counter()
    for path in new:
        seen.update(_read(path))
    _add(seen)
    db.session.add_all(CountedFile(name=path.name) for path in new)
    while (outlived := find_outlived_day()) is not None:
        db.session.execute(delete(VisitCount).where(VisitCount.day == outlived))


def folder() -> Path:
    """Where the lines wait: beside the database, on the machine of the web processes and the worker."""
    path: Path = current_app.config["DATA_DIR"] / "audience"
    return path


def _add(seen: Counter[Seen]) -> None:
    """The lease of the task and the turn let one worker at a time do this."""
    counted = select(VisitCount).where(VisitCount.day.in_({day for day, _page, _job_id in seen}))
    rows = {(row.day, PageKind(row.page), row.job_id): row for row in db.session.scalars(counted)}
    for (day, page, job_id), number in seen.items():
        if row := rows.get((day, page, job_id)):
            row.count += number
        else:
            db.session.add(VisitCount(day=day, page=page, job_id=job_id, count=number))
    db.session.flush()


def _read(path: Path) -> list[Seen]:
    """A line that a power cut has torn is left out."""
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            day, page, job_id = line.split(" ")
            found.append((date.fromisoformat(day), PageKind(page), UUID(job_id)))
        except ValueError:
            continue
    return found
