"""Imports run downhill, at the top of the file (rule 1)."""

import ast
import subprocess
import sys
from pathlib import Path

from .sources import ROOT, tracked, trees

FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager"}

# The imports that are not at the top of a file, each with its reason. Written: `file: module`.
INNER: set[str] = set()
# What is imported by its name at run time.
DYNAMIC = {
    "app/adapters/confined.py",  # a job is named by text: it runs in another process
    "app/adapters/libmagic.py",  # python-magic looks for its library when imported; we choose the library first
    "app/cli/__init__.py",  # what a few commands need: the demonstration (a second), migrations, the server of serve
    "app/cli/migrations.py",  # Alembic weighs ten megabytes in each process, and none that serves needs it
    "app/adapters/spreadsheet.py",  # odfdo takes a third of a second of every start, for a sheet asked for once a year
}


def test_the_contracts_hold() -> None:
    """The floors, rooms and doors of pyproject.toml."""
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_imports_stand_at_the_top_of_the_file() -> None:
    found = {
        f"{path}: {_imported(node)}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body
    }
    assert found == INNER


def test_nothing_is_imported_only_for_a_type() -> None:
    found = [
        path
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING")
        or (isinstance(node, ast.ImportFrom) and any(alias.name == "TYPE_CHECKING" for alias in node.names))
    ]
    assert found == []


def test_nothing_is_imported_by_a_computed_name() -> None:
    found = {
        path
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and _imported(node).startswith("importlib")
    } | {
        path
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "__import__"
    }
    assert found == DYNAMIC


def test_inside_the_application_imports_are_relative() -> None:
    """`from app import …` would reach up to the factory; relative imports let a room be renamed as a whole."""
    found = [
        f"{path}: {_imported(node)}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and not getattr(node, "level", 0)
        and _imported(node).partition(".")[0] == "app"
    ]
    assert found == []


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if FORBIDDEN_NAMES & {part.partition(".")[0] for part in path.relative_to(ROOT).parts}
    ]
    assert found == []


def _imported(node: ast.Import | ast.ImportFrom) -> str:
    return node.names[0].name if isinstance(node, ast.Import) else "." * node.level + (node.module or "")
