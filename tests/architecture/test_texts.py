"""What must stand in no file of the project."""

import ast
import re

from .sources import texts, trees

# Written in halves, so that this file does not hold what it looks for.
REGISTRIES = re.compile(
    "|".join(
        re.escape(a + b)
        for a, b in (
            ("py", "pi.org"),
            ("files.python", "hosted.org"),
            ("registry.npm", "js.org"),
            ("registry.yarn", "pkg.com"),
            ("deb.debian", ".org"),
        )
    )
)
MACHINE_PATHS = re.compile(
    r"(?<![\w.$}/])/(?:" + "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + "me")) + r")/"
)
ADDRESS = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
# RFC 2606 and 6761: domains that belong to nobody.
NOBODYS = re.compile(r"(?:^|\.)(?:example(?:\.[a-z]+)?|test|invalid|localhost)$", re.IGNORECASE)
LOCKS = re.compile(r"(?:^requirements.*\.txt|^package-lock\.json)$")


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [f"{path}: {match.group()}" for path, text in texts().items() for match in pattern.finditer(text)]


def test_no_file_names_a_package_registry() -> None:
    assert _found(REGISTRIES) == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert _found(MACHINE_PATHS) == []


def test_no_file_holds_the_address_of_somebody() -> None:
    """Only reserved domains: nothing that a test or a demonstration sends could reach a person."""
    found = [
        f"{path}: {match.group()}"
        for path, text in texts().items()
        if not LOCKS.search(path)
        for match in ADDRESS.finditer(text)
        if not NOBODYS.search(match.group(1))
    ]
    assert found == []


def test_the_application_runs_no_text_as_code() -> None:
    """B5: the holes of OpenCATS and Horilla began with unserialize() and eval()."""
    banned_calls = {"eval", "exec", "compile"}
    banned_modules = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}
    found = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in banned_calls:
                found.append(f"{path}: {node.func.id}")
            if isinstance(node, ast.Attribute) and ast.unparse(node) in {"yaml.load", "os.system", "os.popen"}:
                found.append(f"{path}: {ast.unparse(node)}")
            if isinstance(node, ast.keyword) and node.arg == "shell":
                found.append(f"{path}: shell=")
            if isinstance(node, ast.Import | ast.ImportFrom):
                named = {alias.name.partition(".")[0] for alias in node.names}
                module = (getattr(node, "module", None) or "").partition(".")[0]
                found += [f"{path}: {name}" for name in ({module} | named) & banned_modules]
    assert found == []


def test_a_sentence_that_waits_is_filled_with_numbers_alone() -> None:
    """ASVS 1.2.1: Flask-Babel's lazy sentence goes into a page unescaped: nothing that somebody typed may be in it."""
    filled = [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_l", "lazy_ngettext"}
        if {word.arg for word in node.keywords} - {"number", "limit"}
    ]
    said_at_once = [
        f"{path}:{inner.lineno}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str"
        for inner in node.args
    ]
    assert set(filled) <= set(said_at_once)
