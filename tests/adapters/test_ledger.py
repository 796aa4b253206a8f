"""The erasure ledger: durable lines in a chain, under a named key."""

from pathlib import Path

import pytest

from app.adapters.ledger import Entry, Ledger, LedgerUnusable


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "apart" / "erasures.log", "key-one")


def test_what_is_appended_is_read_in_order(ledger: Ledger) -> None:
    assert ledger.read() == []
    assert not ledger.exists()
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
