"""The project's own files, for the tests that read them."""

import ast
import shutil
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
# What is fetched or produced; only looked at where there is no git to say so.
NOT_OURS = {".git", ".venv", "node_modules", "var", "uploads", "vendor", "__pycache__", "screenshots"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows or would take; without git (a downloaded archive), every file that looks ours."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-co", "--exclude-standard"]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = [ROOT / name for name in said.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in paths if path.is_file()))


@cache
def texts() -> dict[str, str]:
    """Path from the root to text, of every tracked file that is text."""
    found = {}
    for path in tracked():
        try:
            found[str(path.relative_to(ROOT))] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


@cache
def trees() -> dict[str, ast.Module]:
    """Path from the root to syntax tree, of every Python file of the application."""
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in sorted(APP.rglob("*.py"))}
