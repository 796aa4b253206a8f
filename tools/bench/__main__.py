"""``python -m tools.bench [--quick] [--only web …]``: builds what is missing, measures, prints."""

import argparse
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from . import dataset, documents, privacy, table, web
from .dataset import Shape
from .instance import ROOT, Instance
from .measure import PDF_OCTETS

# Long enough for the worker to have looked at everything once.
WORKER_SECONDS = 3
DATA = ROOT / "var" / "bench"
PARTS = ("web", "bare", "documents", "privacy")


@dataclass(frozen=True)
class Run:
    """How much is measured: the sets of the web, of the small and the large night, and how often."""

    effort: web.Effort
    web: Shape
    small: Shape
    large: Shape
    cvs: int
    erasures: int


QUICK_SHAPE = Shape("quick", real=300, total=10_000, sizes=(200, 2_000))
LARGE = Shape("large", real=10_000, total=100_000, sizes=(200, 2_000, 10_000))
QUICK = Run(web.Effort(0.4, 1), QUICK_SHAPE, Shape("tiny", 300, 1_000, (200,)), QUICK_SHAPE, 30, 100)
WHOLE = Run(web.Effort(4, 3), LARGE, Shape("standard", 10_000, 10_000, (200, 2_000)), LARGE, documents.CVS, 1_000)


def main() -> int:
    """Measures what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute, on a small set")
    parser.add_argument("--only", action="append", choices=PARTS, help="this part alone; may be repeated")
    parser.add_argument("--server", default="gunicorn", choices=("gunicorn", "granian"))
    parser.add_argument("--data", type=Path, default=DATA, help="where the sets are kept")
    asked = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} processors, Python {platform.python_version()}")
    began = time.monotonic()
    wanted = asked.only or [part for part in PARTS if not (asked.quick and part == "bare")]
    run = QUICK if asked.quick else WHOLE
    if "web" in wanted:
        _web(run, asked.server, asked.data)
    if "bare" in wanted:
        _bare(run, asked.data)
    if "documents" in wanted:
        _documents(run, asked.data)
    if "privacy" in wanted:
        _privacy(run, asked.data)
    print(f"\n{time.monotonic() - began:.0f} s in all")
    return 0


@contextmanager
def _used_up(shape: Shape, data: Path) -> Iterator[Instance]:
    """A copy of the set that may be written to."""
    instance = dataset.build(shape, data).copy_to(data / "run")
    yield instance
    shutil.rmtree(instance.folder)


def _web(run: Run, server: str, data: Path) -> None:
    with _used_up(run.web, data) as instance:
        durable = web.durable(instance.folder / "calibrator")
        with web.site(instance, server) as at:
            wanted = web.plans(instance, at.recruiter, at.ours.port, run.web.sizes)
            rows = web.run(at, wanted, run.effort, web.count(instance, wanted))
            if at.ours.worker is not None:
                at.ours.wake()
                dataset.wait_until_prepared(instance)
                time.sleep(WORKER_SECONDS)
            memory = at.ours.memory
            cold = at.ours.cold_start
    print(f"\n### Pages\n\n{server}, 2 workers, {run.web.total} applications over {dataset.JOBS} jobs\n")
    print("\n".join(table.lines_of(rows)))
    print(f"\nA bare durable write of a CV of {PDF_OCTETS // 1000} kB: {durable * 1000:.2f} ms.")
    print(f"Memory of all processes after the load: {memory:.0f} MB. Cold start: {cold:.2f} s.")


def _bare(run: Run, data: Path) -> None:
    folder = data / "bare"
    shutil.rmtree(folder, ignore_errors=True)
    with web.bare_site(folder) as at:
        rows = web.run(at, web.bare_plans(at.recruiter), replace(run.effort, connections=(1, 2, 8)), {})
    shutil.rmtree(folder)
    print("\n### The least that these libraries can do\n")
    print("\n".join(table.lines_of(rows)))


def _documents(run: Run, data: Path) -> None:
    with _used_up(run.small, data) as instance:
        reading = documents.read(instance, run.cvs)
        taken = [documents.take(instance, 100_000, 30), documents.take(instance, 10_000_000, 5)]
    print(f"\n### Documents\n\nText and first page of {run.cvs} CVs: bare loop, one process: {reading.bare:.1f}/s;")
    share = reading.confined / reading.bare
    print(f"confined, {documents.WORKERS} workers: {reading.confined:.1f}/s, {share:.2f} of it.\n")
    for each in taken:
        times = each.taken / each.written
        print(
            f"Intake of {each.octets // 1000} kB: {each.taken * 1000:.1f} ms, bare write"
            f" {each.written * 1000:.1f} ms: {times:.1f}x."
        )


def _privacy(run: Run, data: Path) -> None:
    with _used_up(run.small, data) as instance:
        small = privacy.idle_night(instance)
    with _used_up(run.large, data) as instance:
        large = privacy.idle_night(instance)
        seconds, octets = privacy.export(instance)
        erased = privacy.erase(instance, run.erasures)
    print(f"\n### Privacy\n\nA night with nothing due: {small * 1000:.1f} ms at {run.small.total} applications,")
    print(f"{large * 1000:.1f} ms at {run.large.total}: {large / small:.2f} times.")
    print(f"Erasures at {run.large.total}: {erased.rows:.0f}/s, {erased.stored:.0f}/s with their files destroyed.")
    print(f"Copy of somebody with {privacy.DOCUMENTS} documents: {seconds * 1000:.0f} ms, {octets / 1e6:.1f} MB.")


if __name__ == "__main__":
    sys.exit(main())
