"""The file of anchors: lines that only grow; a torn one counts for none (R12)."""

from datetime import date
from pathlib import Path

from app.adapters.anchors import Anchor, Anchors

FIRST, SECOND = Anchor(date(2026, 11, 23), 1, "aa"), Anchor(date(2026, 11, 24), 7, "bb")


def test_torn_line_is_none_and_goes_with_the_next(tmp_path: Path) -> None:
    path = tmp_path / "anchors.log"
    anchors = Anchors(path)
    assert anchors.read() == []
    anchors.append(FIRST)
    with path.open("a") as file:
        file.write("2026-11-24 7 b")
    assert anchors.read() == [FIRST]
    anchors.append(SECOND)
    assert anchors.read() == [FIRST, SECOND]


def test_file_is_put_aside_where_there_is_one(tmp_path: Path) -> None:
    anchors = Anchors(tmp_path / "anchors.log")
    anchors.put_aside("old")
    anchors.append(FIRST)
    anchors.put_aside("old")
    assert (anchors.exists(), [path.name for path in tmp_path.iterdir()]) == (False, ["anchors.old.log"])
