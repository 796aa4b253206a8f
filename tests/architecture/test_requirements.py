"""What is installed is pinned, checked against its hash, and declared by what imports it."""

import ast
import json
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from .sources import ROOT, trees

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
# Imported under one name, wanted for what it brings along.
NOT_IMPORTED = {
    "alembic",  # the migrations import it
    "flask-migrate",  # imported late, by name (app/cli/migrations.py)
    "psycopg",  # SQLAlchemy loads it for a PostgreSQL address
    "pylibmagic",  # found by its place on disk: importing it would patch ctypes
    "python-magic",  # imported late, by name (app/adapters/libmagic.py)
    "odfdo",  # imported late, by name (app/adapters/spreadsheet.py)
    "tzdata",  # zoneinfo reads it where the system has no time zones
    "email-validator",  # WTForms loads it
}


def _declared(name: str) -> set[str]:
    lines = (ROOT / name).read_text().splitlines()
    found = (re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line) for line in lines)
    return {_normal(match.group()) for match in found if match}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imports(paths: set[str]) -> set[str]:
    """Distributions imported by the application's files in ``paths``."""
    modules = set()
    for path in paths:
        for node in ast.walk(trees()[path]):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add((node.module or "").partition(".")[0])
    owners = packages_distributions()
    outside = modules - sys.stdlib_module_names - {"config"}
    return {_normal(owners[module][0]) if module in owners else module for module in outside}


def test_each_list_has_its_lock() -> None:
    assert [path.stem for path in sorted(ROOT.glob("requirements*.in"))] == [name[:-4] for name in LOCKS]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    packages = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert packages
    for package in packages:
        assert re.fullmatch(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+( ; .+?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+", package), (
            package
        )


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_carries_no_address(lock: str) -> None:
    assert re.findall(r"://|--index|--find-links|--trusted|@ ", (ROOT / lock).read_text()) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_its_list_asks_for(lock: str) -> None:
    assert _declared(lock.replace(".txt", ".in")) - _declared(lock) == set()


def test_the_front_end_lock_is_exact_and_carries_no_address() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {name.removeprefix("node_modules/"): entry for name, entry in packages.items() if name}
    assert {name: locked[name]["version"] for name in wanted} == wanted
    assert all(entry["integrity"].startswith("sha512-") for entry in locked.values())
    assert [name for name, entry in locked.items() if "resolved" in entry] == []


def test_every_import_of_the_application_is_declared() -> None:
    demo = {path for path in trees() if path.startswith("app/cli/demo/")}
    assert _imports(set(trees()) - demo) - _declared("requirements.in") == set()
    assert _imports(demo) - _declared("requirements.in") - _declared("requirements-demo.in") == set()


def test_every_declared_package_is_used() -> None:
    assert _declared("requirements.in") - _imports(set(trees())) - NOT_IMPORTED == set()


def test_what_pages_load_from_vendor_is_what_is_copied_each_with_its_licence() -> None:
    """Those terms stand in every copy (MIT): a link, which is all that the files say themselves, is no copy of them."""
    served = json.loads((ROOT / "package.json").read_text())["served"]
    loaded = set()
    for path in (ROOT / "app" / "templates").rglob("*.html"):
        loaded |= set(re.findall(r"filename=['\"]vendor/([^'\"]+)['\"]", path.read_text()))
    licences = {f"{name.partition('.')[0]}.LICENSE.txt": f"{served[name].partition('/')[0]}/LICENSE" for name in loaded}
    assert {name: source for name, source in served.items() if name not in loaded} == licences
    for name in licences:
        words = " ".join((ROOT / "app" / "static" / "vendor" / name).read_text().split())
        assert "Copyright (c)" in words
        assert "this permission notice shall be included in all copies" in words
