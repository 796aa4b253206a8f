"""One measure: a page, some connections, some seconds; made in a process of its own, which is only a client."""

import io
import math
import multiprocessing
import random
import statistics
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from fpdf import FPDF
from PIL import Image

from . import visits
from .client import Visit, drive
from .visits import Recruiter

PDF_OCTETS = 75_000


@dataclass(frozen=True)
class Plan:
    """What is asked: the kind of visits, where, and by whom."""

    kind: str
    paths: tuple[str, ...]
    recruiter: Recruiter | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figures:
    """What came of it: whole visits a second, seconds at the middle and at 95 of 100, octets of the largest answer."""

    rate: float
    p50: float
    p95: float
    octets: int
    parts: dict[str, float] = field(default_factory=dict)

    @classmethod
    def middle(cls, several: list["Figures"]) -> "Figures":
        """Of several repetitions, the middle of each figure."""
        return cls(
            statistics.median(one.rate for one in several),
            statistics.median(one.p50 for one in several),
            statistics.median(one.p95 for one in several),
            max(one.octets for one in several),
            {name: statistics.median(one.parts[name] for one in several) for name in several[0].parts},
        )


class Client:
    """Drives servers from a process of its own, which holds nothing of the application."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))

    def measure(self, port: int, plan: Plan, connections: int, seconds: float) -> Figures:
        """The figures of one plan."""
        return self._pool.submit(_measure, port, plan, connections, seconds).result()

    def close(self) -> None:
        """Ends the process."""
        self._pool.shutdown()


def _measure(port: int, plan: Plan, connections: int, seconds: float) -> Figures:
    kind = KINDS[plan.kind]
    # Templates, caches and connections are there in production: the first visits of each are not counted.
    drive(port, kind(port, plan), connections, min(0.4, seconds / 4))
    timings = drive(port, kind(port, plan), connections, seconds)
    times = sorted(timings.seconds["visit"])
    parts = {name: statistics.median(found) for name, found in timings.seconds.items() if name != "visit"}
    octets = max(timings.octets.values())
    return Figures(len(times) / timings.elapsed, times[len(times) // 2], times[int(len(times) * 0.95)], octets, parts)


def pdf_of(octets: int, seed: int = 1) -> bytes:
    """A CV in PDF, with a picture that makes it as heavy as asked."""
    plain = _write_cv(0, seed)
    return _write_cv(math.isqrt(max(0, octets - len(plain) - 1000)), seed)


def _write_cv(side: int, seed: int) -> bytes:
    """One page; noise is as heavy packed as it is wide and high."""
    draw = random.Random(seed)  # noqa: S311  noise, and no secret
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    for number in range(30):
        line = f"{2025 - number}: analyst, corporate finance, {draw.randrange(10**6)}"
        pdf.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    if side:
        raw = io.BytesIO()
        Image.frombytes("L", (side, side), draw.randbytes(side * side)).save(raw, "PNG")
        pdf.image(raw, x=150, y=20, w=30)
    return bytes(pdf.output())


def _pages(_port: int, plan: Plan) -> Iterator[Visit]:
    recruiter = plan.recruiter.headers if plan.recruiter else {}
    return visits.get(
        "page", plan.paths, {**recruiter, **plan.headers}, 304 if "If-None-Match" in plan.headers else 200
    )


def _applications(_port: int, plan: Plan) -> Iterator[Visit]:
    return visits.applications(plan.paths[0], pdf_of(PDF_OCTETS))


def _moves(port: int, plan: Plan) -> Iterator[Visit]:
    assert plan.recruiter is not None  # noqa: S101  a plan of ours
    return visits.moves(port, plan.recruiter, plan.paths[0])


KINDS: dict[str, Callable[[int, Plan], Iterator[Any]]] = {"pages": _pages, "apply": _applications, "move": _moves}
