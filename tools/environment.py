"""Makes the virtual environment and fills it; the only script that runs on the machine's own Python.

    python3 tools/environment.py create               .venv with uv in it
    python3 tools/environment.py install FILE…        what the lock files pin, by uv, or by pip where uv does not run

It must start on an old Python, to say so: nothing newer than 3.6 in its syntax.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
# Behind a firm's proxy the certificates are the machine's own.
ENVIRONMENT = {"UV_SYSTEM_CERTS": "1", **os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "UV_NO_PROGRESS": "1"}

OLD_PYTHON = "Vivier needs Python 3.11 or newer; this is {}. Name another one: make run PYTHON=python3.12"
NO_VENV = """\
This Python cannot make a virtual environment: a part of it is not installed.
On Debian and Ubuntu:  apt install python3-venv   (then run the same command again)"""


def create() -> None:
    """An empty environment with uv; one that is there already, and works, stays."""
    if sys.version_info < (3, 11):  # noqa: UP036  this is where an older one is told
        sys.exit(OLD_PYTHON.format(sys.version.split()[0]))
    if not _works():
        shutil.rmtree(VENV, ignore_errors=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            sys.exit(NO_VENV if "ensurepip" in made.stdout + made.stderr else made.stdout + made.stderr)
    if not _pip("requirements-uv.txt"):
        print("uv does not install here; pip takes over, more slowly")


def install(files: "list[str]") -> None:
    """Exactly what ``files`` pin, every file checked against its hash; exits when neither installer can."""
    given = [part for file in files for part in ("-r", file)]
    # As pip does by itself: where Python writes no bytecode (images often say so), each start would compile all of it.
    wanted = ("--quiet", "--compile-bytecode", "--require-hashes")
    if UV.exists() and _run(UV, "pip", "install", "--python", PYTHON, *wanted, *given):
        return
    if not _pip(*files):
        sys.exit("The packages could not be installed; the lines above say why.")


def _works() -> bool:
    return PYTHON.exists() and _run(PYTHON, "-m", "pip", "--version", quiet=True)


def _pip(*files: str) -> bool:
    given = [part for file in files for part in ("-r", file)]
    return _run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", *given)


def _run(*command: object, quiet: bool = False) -> bool:
    output = subprocess.DEVNULL if quiet else None
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=ROOT, env=ENVIRONMENT, check=False, stdout=output, stderr=output).returncode == 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["create"]:
        create()
    else:
        install(sys.argv[2:])
