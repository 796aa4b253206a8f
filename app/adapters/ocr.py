"""Words recognised in the picture of a page by Tesseract, where it is installed."""

import csv
import io
import shutil
import subprocess
from functools import cache
from pathlib import Path

from .programs import Limits, run

# Measured: one to three seconds a page at 1440 pixels, 150 MB.
LIMITS = Limits(seconds=20, memory=512 * 1024**2)
WANTED = ("fra", "eng")
MAX_LINES = 1000
Line = tuple[float, float, float, float, str]


@cache
def find_ocr() -> Path | None:
    """Tesseract, when this machine has it."""
    path = shutil.which("tesseract")
    return Path(path) if path and _languages(path) else None


def read_page(picture: bytes) -> list[Line]:
    """The lines of the page: x, y, width and height as fractions of it, and the words. Raises ReaderFailed."""
    program = find_ocr()
    if program is None:
        return []
    arguments = ["{job}/page", "{job}/said", "-l", "+".join(_languages(str(program))), "--psm", "3", "tsv"]
    return _lines(run(program, arguments, files={"page": picture}, wanted="said.tsv", limits=LIMITS))


def _lines(table: bytes) -> list[Line]:
    """Tesseract's table has a row for the page (level 1), each line (4) and each word (5)."""
    rows = list(csv.reader(io.StringIO(table.decode(errors="replace")), delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    across, down = next(((float(row[8]), float(row[9])) for row in rows if row[0] == "1"), (1.0, 1.0))
    boxes: dict[tuple[str, ...], tuple[float, float, float, float]] = {}
    words: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        key = tuple(row[1:5])
        if row[0] == "4":
            boxes[key] = float(row[6]), float(row[7]), float(row[8]), float(row[9])
        elif row[0] == "5" and row[11].strip():
            words.setdefault(key, []).append(row[11].strip())
    lines = []
    for key, said in list(words.items())[:MAX_LINES]:
        if box := boxes.get(key):
            x, y, width, height = box
            lines.append((x / across, y / down, width / across, height / down, " ".join(said)))
    return lines


@cache
def _languages(program: str) -> tuple[str, ...]:
    """Those of the languages wanted that are installed."""
    said = subprocess.run(  # noqa: S603  the program's own list, no file of anybody
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=10
    )
    return tuple(language for language in WANTED if language in said.stdout.split())
