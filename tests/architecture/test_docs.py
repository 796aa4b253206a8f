"""The documents exist, their links lead somewhere, and the commands that they name are there."""

import re
from pathlib import Path

import pytest

from app.cli.demo.firm import STAFF
from tests.corpus.items import items
from tests.journeys.pages import SPOTS

from .sources import ROOT, texts

WANTED = ("README.md", "docs/architecture.md", "docs/http.md", "docs/operations.md", "docs/performance.md")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
PAGES = {path: text for path, text in texts().items() if path.endswith(".md")}


@pytest.mark.parametrize("path", WANTED)
def test_the_document_exists(path: str) -> None:
    assert len((ROOT / path).read_text()) > 500


def test_the_readme_counts_as_the_suite_does() -> None:
    told = PAGES["README.md"]
    assert f"{len(list(items()))} hostile and honest files" in told
    assert f"{len(SPOTS)} pages and states" in told
    assert f"{len(STAFF)} members of staff" in told


def test_no_page_has_a_place_left_to_fill() -> None:
    """A line that is one word in capitals is where somebody meant to put figures."""
    left = [
        f"{path}: {line}"
        for path, text in PAGES.items()
        for line in re.findall(r"^[ \t]*([A-Z][A-Z_]+)[ \t]*$", _without_code(text), re.MULTILINE)
    ]
    assert left == []


def test_every_link_to_a_file_leads_somewhere() -> None:
    broken = []
    for path, text in PAGES.items():
        for target in LINK.findall(_without_code(text)):
            file, _, anchor = target.partition("#")
            if re.match(r"[a-z]+:", file):
                continue
            goal = (ROOT / path).parent / file if file else ROOT / path
            if not goal.exists() or (anchor and goal.suffix == ".md" and anchor not in _anchors(goal)):
                broken.append(f"{path}: {target}")
    assert broken == []


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {
        (path, target)
        for path, text in PAGES.items()
        for code in re.findall(r"`([^`\n]+)`|^ {4}(.+)$|^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for target in re.findall(r"^\s*make ([a-z][a-z-]*)", "".join(code), re.MULTILINE)
    }
    assert {(path, target) for path, target in named if target not in targets} == set()


def test_help_tells_of_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    assert phony == set(re.findall(r"^([a-z][a-z-]*):.*##", makefile, re.MULTILINE))


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    """What GitHub and its like make of the headings."""
    headings = re.findall(r"^#+ (.+)$", _without_code(page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
