"""What becomes of an item: what the form says of it, and how long and how much memory each reader of it takes."""

import time
from dataclasses import dataclass
from functools import cache

from app.adapters import cleanup, confinement, conversion
from app.adapters.confinement import ReaderFailed
from app.adapters.doubts import Unrecognised
from app.adapters.media_types import PDF
from app.adapters.sniffing import sniff
from app.domain.documents.enums import MediaType
from app.domain.documents.rules import has_agreeing_extension

from .items import Item, Verdict

# The readers that a taken file meets; the first page, of a PDF alone.
_READING, _CLEANING, _DRAWING = (
    "app.adapters.reading:read",
    "app.adapters.cleaning:clean",
    "app.adapters.rendering:prepare",
)


@dataclass(frozen=True)
class Trial:
    """``seconds`` of the slowest reader, ``peak`` of the hungriest, in MB over an idle one; ``ends`` of the failed.

    ``setting`` is how long LibreOffice took over the clean copy, where it is installed.
    """

    verdict: Verdict
    seconds: float
    peak: float
    ends: tuple[str, ...]
    setting: float = 0


def idle_peak() -> int:
    """What a reader takes that reads nothing, in kibibytes."""
    return confinement.run("app.adapters.confined:measure", b"").peak


def try_item(item: Item, idle: int, *, is_set: bool = True) -> Trial:
    """The item in front of the gate and, when it passes, of each reader; ``is_set``: of LibreOffice too, if it is here.

    Quarantine is for who has an antivirus.
    """
    raw = item.make()
    started = time.perf_counter()
    try:
        media_type = sniff(raw)
    except Unrecognised as finding:
        return Trial(Verdict.REFUSED, time.perf_counter() - started, 0, (finding.doubt.value,))
    if not has_agreeing_extension(item.filename, MediaType(media_type)):
        return Trial(Verdict.REFUSED, time.perf_counter() - started, 0, ("extension",))
    times, peaks, ends = [time.perf_counter() - started], [0], []
    jobs = [(_READING, (media_type,)), (_CLEANING, (media_type,))] + [(_DRAWING, ())] * (media_type == PDF)
    for job, arguments in jobs:
        started = time.perf_counter()
        try:
            peak = confinement.run(job, raw, *arguments).peak
        except ReaderFailed as failure:
            peak = failure.peak
            ends.append(f"{job.rpartition(':')[2]}: {failure.reason.value}")
        times.append(time.perf_counter() - started)
        peaks.append(max(0, peak - idle))
    setting, fault = _set(raw, media_type) if is_set else (0, [])
    return Trial(Verdict.ACCEPTED, max(times), max(peaks) / 1024, (*ends, *fault), setting)


def _set(raw: bytes, media_type: str) -> tuple[float, list[str]]:
    """What a letter whose clean copy there is does to LibreOffice: seconds, and why there are no pages."""
    if media_type == PDF or conversion.find_converter() is None:
        return 0, []
    try:
        copy = cleanup.clean(raw, media_type).content
    except ReaderFailed:
        return 0, []
    return _set_copy(copy, media_type)


# Cleaned of what made it an attack, one item is often, octet for octet, another: it is set once.
@cache
def _set_copy(copy: bytes, media_type: str) -> tuple[float, list[str]]:
    started = time.perf_counter()
    try:
        conversion.to_pdf(copy, media_type)
    except ReaderFailed as failure:
        return time.perf_counter() - started, [f"setting: {failure.reason.value}"]
    return time.perf_counter() - started, []
