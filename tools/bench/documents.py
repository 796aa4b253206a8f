"""Files: made ready by confined readers, beside a bare loop over the same libraries; taken in, beside a bare write."""

import io
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from app.adapters import previews
from app.core.db import transaction
from app.domain.documents.enums import DocumentKind
from app.domain.documents.intake import take_in

from .calibrators import write_durably
from .inside import run_inside, run_side_by_side
from .instance import Instance
from .measure import pdf_of

CVS = 200
WORKERS = 2
# A page is shown as wide as app/adapters/rendering.py draws it.
WIDTH = 1440


@dataclass(frozen=True)
class Reading:
    """Documents a second: bare in one process, confined by two workers."""

    bare: float
    confined: float


@dataclass(frozen=True)
class Intake:
    """Seconds of one file: taken in, and written by the bare loop."""

    octets: int
    taken: float
    written: float


def read(instance: Instance, many: int = CVS) -> Reading:
    """Text and first page of so many CVs."""
    bare = run_inside(instance, _read_bare, many)
    confined = run_side_by_side(instance, WORKERS, _read_confined, many // WORKERS)
    return Reading(bare, sum(confined))


def take(instance: Instance, octets: int, times: int) -> Intake:
    """One file after the other, each committed."""
    taken = run_inside(instance, _take_in, octets, times)
    with tempfile.TemporaryDirectory(dir=instance.folder) as folder:
        written = write_durably(Path(folder), pdf_of(octets), times)
    return Intake(octets, taken, statistics.median(written))


def _read_bare(many: int) -> float:
    cvs = [pdf_of(20_000, seed) for seed in range(many)]
    began = time.perf_counter()
    for cv in cvs:
        with pypdfium2.PdfDocument(cv) as pdf:
            for page in pdf:
                page.get_textpage().get_text_range()
            page = pdf[0]
            picture = page.render(scale=WIDTH / page.get_width()).to_pil()
        picture.convert("RGB").save(io.BytesIO(), "WEBP", quality=previews.QUALITY, method=1)
    return many / (time.perf_counter() - began)


def _read_confined(many: int) -> float:
    """As the worker does it: the picture is made while the next file is read."""
    cvs = [pdf_of(20_000, seed) for seed in range(many)]
    previews.prepare(cvs[0])
    began = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in pool.map(previews.prepare, cvs):
            pass
    return many / (time.perf_counter() - began)


def _take_in(octets: int, times: int) -> float:
    content, seconds = pdf_of(octets), []
    for _ in range(times):
        began = time.perf_counter()
        with transaction():
            take_in(upload=io.BytesIO(content), filename="cv.pdf", kind=DocumentKind.CV)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)
