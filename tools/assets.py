"""Fetches the front-end packages that package-lock.json pins and copies what is served to app/static/vendor/.

The machine's own npm does it when its Node.js is recent enough; else a Node.js from a wheel, installed beside the
other packages. Package scripts never run (.npmrc).
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent
VENDOR = ROOT / "app" / "static" / "vendor"
COMPLETE = VENDOR / ".complete"
OLDEST_NODE = 18


def main(words: list[str]) -> None:
    """Fetch, then copy; the mark that make looks at comes last. ``checks``: what checks the pages, too."""
    environment = dict(os.environ)
    npm = shutil.which("npm") if _node_major(shutil.which("node")) >= OLDEST_NODE else None
    if npm is None:
        npm = _npm_of_the_wheel()
        environment["PATH"] = f"{SCRIPTS}{os.pathsep}{environment.get('PATH', os.defpath)}"
    # Behind a firm's proxy the certificates are the machine's own.
    environment.setdefault("NODE_USE_SYSTEM_CA", "1")
    wanted = [] if words == ["checks"] else ["--omit=dev"]
    subprocess.run(
        [npm, "ci", "--loglevel=error", *wanted], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    copy(ROOT / "node_modules", VENDOR)


def copy(packages: Path, vendor: Path) -> None:
    """Each file of ``served`` in package.json, whole or not at all; what is served no longer goes."""
    served = json.loads((ROOT / "package.json").read_text())["served"]
    vendor.mkdir(parents=True, exist_ok=True)
    for name, source in served.items():
        with tempfile.NamedTemporaryFile(dir=vendor, delete=False) as whole:
            whole.write((packages / source).read_bytes())
        Path(whole.name).chmod(0o644)
        Path(whole.name).replace(vendor / name)
    for path in vendor.iterdir():
        if path.name not in {*served, COMPLETE.name}:
            path.unlink()
    (vendor / COMPLETE.name).touch()


def _node_major(node: str | None) -> int:
    """The main version of ``node``; 0 when there is none."""
    if node is None:
        return 0
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found.group(1)) if found else 0


def _npm_of_the_wheel() -> str:
    print("no npm with Node.js 18 or newer on this machine: taking Node.js from a wheel", flush=True)
    install = [sys.executable, str(ROOT / "tools" / "environment.py"), "install", "requirements-node.txt"]
    subprocess.run(install, check=True)
    return str(SCRIPTS / "npm")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except subprocess.CalledProcessError as fault:
        sys.exit(f"The front-end assets could not be fetched: {fault.cmd[0]} ended with {fault.returncode}.")
