"""An instance of its own: its folder, its environment, and commands in it."""

import base64
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRETS = {
    "SECRET_KEY": "a bench has no secrets, and this is not one",
    "MASTER_KEY": base64.urlsafe_b64encode(b"a bench has no secrets: 32 octet").decode(),
}
FIRM = {
    "FIRM_NAME": "Aubrac & Vauquelin",
    "FIRM_ADDRESS": "14 rue de la Pépinière, 75008 Paris",
    "FIRM_EMAIL": "recrutement@example.org",
    "FIRM_PRIVACY_CONTACT": "reclamations@example.org",
    "MAIL_FROM": "candidatures@example.org",
}


@dataclass(frozen=True)
class Instance:
    """A data folder, and the environment of those who work on it."""

    folder: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "vivier.db"

    def environment(self, *, production: bool) -> dict[str, str]:
        """What the processes are started with. Production refuses the demonstration, so that is loaded without it."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        common = {**kept, **SECRETS, **FIRM, "DATA_DIR": str(self.folder), "ANTIVIRUS": "none"}
        if not production:
            return {**common, "VIVIER_ENV": "development", "LOG_FORMAT": "json"}
        return {
            **common,
            "VIVIER_ENV": "production",
            "MALLOC_ARENA_MAX": "1",
            "MALLOC_MMAP_THRESHOLD_": "131072",
            "MALLOC_TRIM_THRESHOLD_": "131072",
            "PUBLIC_URL": "https://jobs.example.org",
            # Nobody listens: a letter is tried, and waits for later.
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": "9",
            # The sign-in of the run has a password and no telephone.
            "SECOND_FACTOR_REQUIRED": "0",
            # Each visitor has an address of their own, said by the proxy: the limits stay as they are.
            "TRUSTED_PROXIES": "1",
        }

    def run(self, *command: str, production: bool = False) -> None:
        """``flask`` with ``command``. Ends the run, with what it said, when it fails."""
        environment = self.environment(production=production)
        done = subprocess.run(
            [sys.executable, "-m", "flask", *command],
            check=False,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(done.stdout + done.stderr)

    def copy_to(self, folder: Path) -> "Instance":
        """The same instance elsewhere, to be used up: its files are linked, its rows copied."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, copy_function=_link_or_copy)
        return Instance(folder)


def _link_or_copy(source: str, target: str) -> None:
    """A stored file is never written again; everything else may be."""
    if "/uploads/" in source:
        os.link(source, target)
    else:
        shutil.copy2(source, target)
