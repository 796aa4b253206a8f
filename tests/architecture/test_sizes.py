"""Files and functions that can be read at one sitting: aim under 150 and 10 lines, rethink at 350 and 40 (rule 20)."""

import ast

from .sources import ROOT, trees

TREES = {
    **trees(),
    **{name: ast.parse((ROOT / name).read_text()) for name in ("config.py", "typed_environ.py", "wsgi.py")},
}

FILE_LINES = 350
FUNCTION_LINES = 40


def test_no_file_is_two_things() -> None:
    found = {path: len((ROOT / path).read_text().splitlines()) for path in TREES}
    assert {path: lines for path, lines in found.items() if lines > FILE_LINES} == {}


def test_no_function_is_two_things() -> None:
    found = {
        f"{path}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in found.items() if lines > FUNCTION_LINES} == {}
