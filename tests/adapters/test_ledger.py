"""The erasure ledger: durable lines in a chain, under a named key."""

import errno
import os
from pathlib import Path

import pytest

from app.adapters.ledger import Entry, Ledger, LedgerUnusable


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "apart" / "erasures.log", "key-one")
    assert ledger.read() == []
    assert not ledger.exists()
    ledger.begin("first")
    return ledger


def test_what_is_appended_is_read_in_order(ledger: Ledger) -> None:
    assert ledger.name() == "first"
    ledger.append([("application", "aa"), ("candidate", "bb")])
    assert ledger.append([("application", "cc")]) == [Entry(3, "application", "cc")]
    assert ledger.read() == [Entry(1, "application", "aa"), Entry(2, "candidate", "bb"), Entry(3, "application", "cc")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("bb", "xx"),
        ("2 candidate", "2 application"),
        ("3 application cc", "4 application cc"),
        ("1 app", "x y z\n1 app"),
    ],
)
def test_line_that_is_not_as_it_was_is_named(ledger: Ledger, tmp_path: Path, before: str, after: str) -> None:
    ledger.append([("application", "aa"), ("candidate", "bb"), ("application", "cc")])
    path = tmp_path / "apart" / "erasures.log"
    path.write_text(path.read_text().replace(before, after, 1))
    with pytest.raises(LedgerUnusable, match=r"line \d of"):
        ledger.read()


def test_line_taken_out_is_noticed(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append([("application", "aa"), ("candidate", "bb")])
    path = tmp_path / "apart" / "erasures.log"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([lines[0], lines[2]]))
    with pytest.raises(LedgerUnusable):
        ledger.append([("application", "dd")])


def test_ledger_of_another_key_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append([("application", "aa")])
    with pytest.raises(LedgerUnusable, match="another key"):
        Ledger(tmp_path / "apart" / "erasures.log", "key-two").read()


@pytest.mark.parametrize("torn", ["3", "3 application cc", "3 application cc " + "0" * 63])
def test_line_that_was_cut_off_is_written_again(ledger: Ledger, tmp_path: Path, torn: str) -> None:
    """R12: killed, or no room, in the middle of a line: nobody was told that it was written."""
    ledger.append([("application", "aa"), ("candidate", "bb")])
    with (tmp_path / "apart" / "erasures.log").open("a") as file:
        file.write(torn)
    assert len(ledger.read()) == 2
    assert ledger.append([("application", "cc")]) == [Entry(3, "application", "cc")]
    assert [entry.pseudonym for entry in ledger.read()] == ["aa", "bb", "cc"]


def test_first_line_that_was_cut_off_is_no_ledger_yet(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "apart" / "erasures.log"
    path.write_text(path.read_text()[:-5])
    assert not ledger.exists()
    with pytest.raises(LedgerUnusable, match="is missing"):
        ledger.name()
    ledger.begin("second")
    assert (ledger.name(), ledger.read()) == ("second", [])


def test_ledger_of_before_there_were_names_is_read(tmp_path: Path) -> None:
    path = tmp_path / "erasures.log"
    path.write_text("vivier-ledger-1 key-one\n")
    ledger = Ledger(path, "key-one")
    assert ledger.name() == ""
    ledger.append([("application", "aa")])
    assert ledger.read() == [Entry(1, "application", "aa")]


def test_ledger_is_put_aside_where_there_is_one(ledger: Ledger, tmp_path: Path) -> None:
    for _ in range(2):
        ledger.put_aside("old")
    assert [path.name for path in (tmp_path / "apart").iterdir()] == ["erasures.old.log"]


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerUnusable, match="cannot be written"):
        Ledger(tmp_path / "file" / "erasures.log", "key-one").begin("first")


def test_path_that_is_no_file_is_named(ledger: Ledger, tmp_path: Path) -> None:
    """R12: a folder, or a file that this user may not read, is told as a ledger that is not to be used."""
    folder = Ledger(tmp_path, "key-one")
    for act in (folder.exists, folder.read, folder.name):
        with pytest.raises(LedgerUnusable, match="cannot be read"):
            act()


def test_entry_that_finds_no_room_is_told(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """R12."""

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LedgerUnusable, match="cannot be written: No space left"):
        ledger.append([("application", "aa")])
