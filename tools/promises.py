"""Writes what the tests have said of each promise: app/promises.json for the page, docs/promises.md for readers.

Reads pytest's own account in XML, where each test names the promises it proves (tests/promises.py).
"""

import json
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from app.domain.policy.promises import PROMISES  # noqa: E402  after the path

JSON, PAGE = ROOT / "app/promises.json", ROOT / "docs/promises.md"


def read(results: list[Path]) -> dict[str, dict[str, bool]]:
    """For each promise its tests, and whether each passed wherever it ran; a test that never ran is not there."""
    found: dict[str, dict[str, bool]] = defaultdict(dict)
    for path in results:
        for case in ET.parse(path).iter("testcase"):  # noqa: S314  written by our own pytest a moment ago
            if case.find("skipped") is not None:
                continue
            passed = case.find("failure") is None and case.find("error") is None
            folder = str(case.get("classname")).removeprefix("tests.").replace(".", "/")
            name = f"{folder}.py::{str(case.get('name')).partition('[')[0]}"
            for said in case.iter("property"):
                if said.get("name") == "promise":
                    number = str(said.get("value"))
                    found[number][name] = found[number].get(name, True) and passed
    return found


def write(found: dict[str, dict[str, bool]]) -> list[str]:
    """Both files; returns the promises whose tests failed."""
    broken = sorted(number for number, tests in found.items() if not all(tests.values()))
    told = {number: dict(sorted(tests.items())) for number, tests in sorted(found.items())}
    account: dict[str, Any] = {"on": f"{datetime.now(UTC):%Y-%m-%d}", "promises": told}
    JSON.write_text(json.dumps(account, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(_page(account["on"], found, broken), encoding="utf-8")
    return broken


def _page(on: str, found: dict[str, dict[str, bool]], broken: list[str]) -> str:
    lines = [
        "# Promises",
        "",
        "Each clause of the privacy policy (C) and each item that the law wants in it (G), what makes it true, and the",
        f"tests that prove it. Written by `make promises` or `make test` on {on}; the public reads the same at",
        "`/privacy/promises`. What no test proves is *not yet* kept.",
        "",
        "| | promise | what makes it true | state | tests |",
        "|---|---|---|---|---|",
    ]
    for promise in PROMISES:
        tests = found.get(promise.number, {})
        state = "not yet" if not tests else "**broken**" if promise.number in broken else "kept"
        names = "<br>".join(f"`{name}`" for name in sorted(tests))
        lines.append(f"| {promise.number} | {promise.said.en} | {promise.enforced.en} | {state} | {names} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    faults = write(read([Path(name) for name in sys.argv[1:]]))
    print(f"{len(PROMISES)} promises, broken: {', '.join(faults) or 'none'}")
    sys.exit(1 if faults else 0)
