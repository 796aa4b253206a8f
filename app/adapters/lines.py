"""Letters of a page, put together into the runs by which a reader selects them. Runs in the confined child."""

from collections.abc import Iterator

from ..core.text import clean_line
from .sheets import Box, Letter
from .visibility import Seen

MAX_LINES = 4000
MAX_LINE = 2000
# In sizes of the type: a wider gap parts columns and dates from what stands beside them.
_WIDEST_GAP = 1.5

Line = tuple[float, float, float, float, str, bool]


def build_lines(seen: Seen) -> list[Line]:
    """(x, y, width, height, text, whether it is visible) of each run, in the order of the file."""
    lines: list[Line] = []
    for run, is_visible in _runs(seen):
        text = clean_line("".join(letter.text for letter in run))[:MAX_LINE]
        if text and len(lines) < MAX_LINES:
            left, top, right, bottom = _around([letter.place for letter in run if letter.text.strip()])
            sides = (round(side, 2) for side in (left, top, right - left, bottom - top))
            lines.append((*sides, text, is_visible))  # type: ignore[arg-type]
    return lines


def _runs(seen: Seen) -> Iterator[tuple[list[Letter], bool]]:
    """Letters on one line, next to each other, and all visible or all not."""
    run: list[Letter] = []
    last: Letter | None = None
    was_visible = True
    for letter, is_visible in zip(seen.letters, seen.is_visible, strict=True):
        if not letter.text.strip():
            if run:
                run.append(letter)
            continue
        if last and (is_visible != was_visible or not _goes_on(last, letter)):
            yield run, was_visible
            run = []
        run.append(letter)
        last, was_visible = letter, is_visible
    if run:
        yield run, was_visible


def _goes_on(last: Letter, letter: Letter) -> bool:
    """Whether the letter stands on the line of the last one, and near."""
    if last.is_level != letter.is_level:
        return False
    one, other = (last.place, letter.place) if letter.is_level else (_turned(last.place), _turned(letter.place))
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    gap = max(other[0] - one[2], one[0] - other[2])
    is_level_with = 2 * overlap >= min(one[3] - one[1], other[3] - other[1])
    return is_level_with and gap <= _WIDEST_GAP * max(last.size, letter.size)


def _turned(box: Box) -> Box:
    return (box[1], box[0], box[3], box[2])


def _around(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))
