"""Every promise has a test that carries its number, or is said to be not yet kept (rule 14, R15)."""

import ast
import json
import re
from pathlib import Path

from app.domain.policy.promises import PROMISES
from tests.page_client import PageClient

ROOT = Path(__file__).parents[2]
# What the software does not carry out yet. The page says so; who carries one out takes it from this list.
NOT_YET: set[str] = set()


def _marked() -> set[str]:
    """The numbers that tests carry, read from their source."""
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "promise":
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
                # tests/domain/jobs/test_notice.py: one test for each item.
                found |= {f"G{number}" for number in range(1, 14)} if isinstance(node.args[0], ast.Name) else set()
    return found


def test_table_has_every_clause_and_every_item_once() -> None:
    """27 clauses C, 13 items G."""
    numbers = [promise.number for promise in PROMISES]
    assert len(numbers) == len(set(numbers)) == 40
    assert sum(number.startswith("C") for number in numbers) == 27
    assert [number for number in numbers if not re.fullmatch(r"[CG]\d+(\.\d)?", number)] == []


def test_every_promise_has_a_test_or_is_not_yet_kept() -> None:
    numbers = {promise.number for promise in PROMISES}
    assert _marked() - numbers == set()
    assert numbers - _marked() == NOT_YET


def test_page_and_document_say_what_the_last_run_found(client: PageClient) -> None:
    """What is not yet kept is never shown as kept."""
    proof = json.loads((ROOT / "app/promises.json").read_text())
    assert set(proof["promises"]) == {promise.number for promise in PROMISES} - NOT_YET
    document = (ROOT / "docs/promises.md").read_text()
    page = client.page("/privacy/promises?lang=fr")
    for promise in PROMISES:
        row = "".join(page.by_id(promise.number).itertext())
        assert promise.said.fr in row
        assert ("pas encore" in row) == (promise.number in NOT_YET)
        line = next(line for line in document.splitlines() if line.startswith(f"| {promise.number} |"))
        assert ("| not yet |" in line) == (promise.number in NOT_YET)
        assert ("| kept |" in line) == (promise.number not in NOT_YET)
