"""Every promise has a test that carries its number, or is said to be not yet kept (rule 14, R15)."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.policy.notice_texts import ITEMS
from app.domain.policy.promises import PROMISES
from tests.page_client import PageClient
from tools.promises import read

ROOT = Path(__file__).parents[2]
# What the software does not carry out yet. The page says so; who carries one out takes it from this list.
NOT_YET: set[str] = set()


def _marks(function: ast.FunctionDef) -> Iterator[str]:
    """The numbers that a test carries; one whose mark is a name carries one for each item of the notice."""
    for node in (node for decorator in function.decorator_list for node in ast.walk(decorator)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "promise":
            for arg in node.args:
                yield from [str(arg.value)] if isinstance(arg, ast.Constant) else ITEMS


def _marked() -> dict[str, set[str]]:
    """For each promise the tests that carry its number, read from their source."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for number in _marks(node):
                    found.setdefault(number, set()).add(f"{path.relative_to(ROOT / 'tests')}::{node.name}")
    return found


def test_table_has_every_clause_and_every_item_once() -> None:
    """27 clauses C, 13 items G."""
    numbers = [promise.number for promise in PROMISES]
    assert len(numbers) == len(set(numbers)) == 40
    assert sum(number.startswith("C") for number in numbers) == 27
    assert [number for number in numbers if not re.fullmatch(r"[CG]\d+(\.\d)?", number)] == []


def test_every_promise_has_a_test_or_is_not_yet_kept() -> None:
    numbers = {promise.number for promise in PROMISES}
    assert set(_marked()) - numbers == set()
    assert numbers - set(_marked()) == NOT_YET


def _told_by_the_document() -> dict[str, set[str]]:
    """The same as docs/promises.md has it."""
    lines = (ROOT / "docs/promises.md").read_text(encoding="utf-8").splitlines()
    rows = [re.fullmatch(r"\| ([CG][\d.]+) \|.*\|(.*)\|", line) for line in lines]
    return {row[1]: set(re.findall(r"`([^`]+)`", row[2])) for row in rows if row}


def test_proof_is_of_the_tests_that_there_are() -> None:
    """Added, renamed, taken away: `make promises` runs them and writes both files anew."""
    proof = json.loads((ROOT / "app/promises.json").read_text(encoding="utf-8"))["promises"]
    marked, stale = _marked(), "stale: run `make promises`"
    assert {number: set(tests) for number, tests in proof.items()} == marked, stale
    assert _told_by_the_document() == {number: set() for number in NOT_YET} | marked, stale


def test_page_and_document_say_what_the_last_run_found(client: PageClient) -> None:
    """R15: promise, test, result and day. What is not yet kept is never shown as kept."""
    proof = json.loads((ROOT / "app/promises.json").read_text(encoding="utf-8"))
    document = (ROOT / "docs/promises.md").read_text(encoding="utf-8")
    page = client.page("/privacy/promises?lang=en")
    for promise in PROMISES:
        tests = proof["promises"].get(promise.number, {})
        is_kept = bool(tests) and all(tests.values())
        row = page.by_id(promise.number)
        words = " ".join("".join(row.itertext()).split())
        assert promise.said.en in words
        assert ("not yet" in words) == (not is_kept)
        assert ["".join(name.itertext()) for name in row.iter("code")] == sorted(tests)
        assert words.count(f"{'passed' if is_kept else 'failed'} on") == len(tests)
        line = next(line for line in document.splitlines() if line.startswith(f"| {promise.number} |"))
        assert ("| kept |" in line) == is_kept


@pytest.mark.parametrize(("outcome", "passed"), [("", True), ("<failure/>", False), ("<error/>", False)])
def test_result_is_what_every_run_of_a_test_said(tmp_path: Path, outcome: str, *, passed: bool) -> None:
    case = '<testcase classname="tests.domain.test_x" name="test_y[{name}]">{carried}{inner}</testcase>'
    carried = '<properties><property name="promise" value="C5.4"/></properties>'
    cases = [("a", ""), ("b", outcome), ("c", "<skipped/>")]
    body = "".join(case.format(name=name, carried=carried, inner=inner) for name, inner in cases)
    (tmp_path / "run.xml").write_text(f"<testsuites><testsuite>{body}</testsuite></testsuites>")
    assert read([tmp_path / "run.xml"]) == {"C5.4": {"domain/test_x.py::test_y": passed}}
