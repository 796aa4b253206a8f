"""The file of anchors: lines that only grow; a torn one counts for none (R12)."""

from datetime import date
from pathlib import Path

import pytest

from app.adapters.anchors import Anchor, Anchors, AnchorsUnusable

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


@pytest.mark.parametrize("spoilt", [b"2026-11-24 7\n", b"2026-11-24 x bb\n", b"\xff\xfe\n", b"\n"])
def test_line_that_is_no_anchor_is_named(tmp_path: Path, spoilt: bytes) -> None:
    """R10: whoever changed the file is noticed, and where."""
    path = tmp_path / "anchors.log"
    Anchors(path).append(FIRST)
    path.write_bytes(path.read_bytes() + spoilt)
    Anchors(path).append(SECOND)
    with pytest.raises(AnchorsUnusable, match="line 2 of the file of anchors"):
        Anchors(path).read()


def test_file_is_put_aside_where_there_is_one(tmp_path: Path) -> None:
    anchors = Anchors(tmp_path / "anchors.log")
    anchors.put_aside("old")
    anchors.append(FIRST)
    anchors.put_aside("old")
    assert (anchors.exists(), [path.name for path in tmp_path.iterdir()]) == (False, ["anchors.old.log"])
