"""A whole instance, as ``make run`` starts it, and a real Chromium in front of it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.processes import UNMEASURED

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """What went wrong the first time is told, even if it goes well the second."""
    if str(report.outcome) == "rerun":
        sys.stdout.write(f"\n{report.nodeid} is run again:\n{report.longreprtext[-2000:]}\n")


@dataclass(frozen=True)
class Instance:
    """A running instance: its address, its folder, and the generated sign-ins by role."""

    url: str
    data_dir: Path
    environment: dict[str, str]

    @property
    def staff(self) -> dict[str, dict[str, str]]:
        told = json.loads((self.data_dir / "first-run.json").read_text())
        return {entry["role"]: entry for entry in told["staff"]}

    def run(self, *command: str) -> str:
        """One of the operator's commands."""
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    folder = tmp_path_factory.mktemp("journeys")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        **UNMEASURED,
        "VIVIER_ENV": "development",
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "APPLY_RATE": "",
        "APPLY_ATTEMPT_RATE": "",
        "CONTACT_RATE": "",
        "UPLOAD_RATE": "",
        "UPLOAD_QUOTA": "",
        "LOGIN_RATE": "",
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve"]
    with (
        (folder / "serve.log").open("w") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as served,
    ):
        try:
            running = Instance(f"http://127.0.0.1:{port}", folder, environment)
            _wait(running, served)
            yield running
        finally:
            served.send_signal(signal.SIGTERM)
            served.wait(timeout=30)


def _wait(running: Instance, served: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert served.poll() is None, (running.data_dir / "serve.log").read_text()
        try:
            with urllib.request.urlopen(f"{running.url}/readyz", timeout=2):  # noqa: S310  our own loopback
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError((running.data_dir / "serve.log").read_text())


def chromium() -> str:
    """The whole of it, with what a person sets in it."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert path, "no Chromium: set CHROMIUM"
    return path


def light_chromium() -> str:
    """Without a window around its pages, where there is one: as it reads them, in three quarters of the time."""
    return shutil.which("chromium-headless-shell") or chromium()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=light_chromium(), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, instance: Instance) -> Iterator[Any]:
    """``visit(width=390, locale="fr-FR", ...)``: a fresh visitor's page, on which nothing may go wrong in silence."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(width: int = 1280, locale: str = "fr-FR", **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=locale, base_url=instance.url, **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("request", lambda asked: None if asked.url.startswith(instance.url) else faults.append(asked.url))
        return page

    opened.faults = faults  # type: ignore[attr-defined]
    yield opened
    for context in contexts:
        context.close()
    assert faults == []
