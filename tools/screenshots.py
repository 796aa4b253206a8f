"""Photographs every page and state into screenshots/: three widths, light and dark, both languages.

Run as ``python -m tools.screenshots`` (``make screenshots``), with names of pages to take only those; with the word
``readme``, the six of the README, into docs/images/.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import FLAGS, Instance
from tests.journeys.entering import CANDIDATE, open_context, send_file, speak
from tests.journeys.pages import SPOTS, Spot, open_board, open_ready

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "screenshots"
WIDTHS = (390, 820, 1440)
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}
README = ROOT / "docs" / "images"
DESK, TELEPHONE = (1440, 1000), (390, 1100)
# Name of the file: who is there and the way to the page, width and height, scheme.
SHOWN: dict[str, tuple[Spot, tuple[int, int], Any]] = {
    "home": (Spot("home", None, "/"), DESK, "light"),
    "jobs": (Spot("jobs", None, "/jobs"), DESK, "light"),
    "apply": (Spot("apply", None, send_file), TELEPHONE, "light"),
    "dossier": (Spot("dossier", "recruiter", open_ready), DESK, "light"),
    "board": (Spot("board", "recruiter", open_board), DESK, "light"),
    "board-dark": (Spot("board", "recruiter", open_board), DESK, "dark"),
}
# As wide as the README shows it.
COLUMN = 1080


def main(names: list[str]) -> None:
    """A fresh demonstration, and every photograph of it."""
    FOLDER.mkdir(exist_ok=True)
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("No Chromium on this machine: install chromium, or set CHROMIUM.")
    wanted = [spot for spot in SPOTS if not names or spot.name in names]
    with tempfile.TemporaryDirectory(prefix="vivier-screenshots-") as folder, sync_playwright() as playwright:
        instance, served = _serve(Path(folder))
        try:
            browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            if names == ["readme"]:
                _show(browser, instance)
            for role in sorted({spot.role or "" for spot in wanted}):
                _photograph(browser, instance, role, [spot for spot in wanted if (spot.role or "") == role])
        finally:
            served.terminate()
            served.wait(timeout=30)
    print(f"{len(list(FOLDER.glob('*.png')))} photographs in {FOLDER}")


def _show(browser: Browser, instance: Instance) -> None:
    """The six of the README: what one sees before one scrolls, in few colours."""
    for name, (spot, (width, height), scheme) in SHOWN.items():
        asked: dict[str, Any] = {"color_scheme": scheme, "viewport": {"width": width, "height": height}}
        with open_context(browser, instance, spot.role, locale="fr-FR", **asked) as context:
            page = context.new_page()
            spot.reach(page, instance)
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            page.wait_for_load_state("networkidle")
            taken = Image.open(io.BytesIO(page.screenshot()))
            taken.thumbnail((COLUMN, height))
            taken.convert("RGB").quantize(256).save(README / f"{name}.png", optimize=True)


def _serve(folder: Path) -> tuple[Instance, "subprocess.Popen[bytes]"]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "VIVIER_ENV": "development", "DATA_DIR": str(folder), "PORT": str(port)}
    environment |= {"APPLY_RATE": "", "APPLY_ATTEMPT_RATE": "", "UPLOAD_RATE": "", "UPLOAD_QUOTA": "", "LOGIN_RATE": ""}
    environment.pop("DATABASE_URL", None)
    served = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    instance = Instance(f"http://127.0.0.1:{port}", folder, environment)
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{instance.url}/readyz", timeout=2):  # noqa: S310  our own loopback
                return instance, served
        except OSError:
            time.sleep(0.2)
    served.terminate()
    sys.exit("The application did not start.")


def _photograph(browser: Browser, instance: Instance, role: str, spots: list[Spot]) -> None:
    schemes: tuple[Any, ...] = ("light", "dark")
    for language, locale in LANGUAGES.items():
        for scheme in schemes:
            with open_context(browser, instance, role or None, locale=locale, color_scheme=scheme) as context:
                page = context.new_page()
                if role not in {"", CANDIDATE}:
                    speak(page, language)
                for spot in spots:
                    page.set_viewport_size({"width": WIDTHS[-1], "height": 900})
                    spot.reach(page, instance)
                    for width in WIDTHS:
                        page.set_viewport_size({"width": width, "height": 900})
                        name = f"{spot.name}-{width}-{scheme}-{language}.png"
                        page.screenshot(path=FOLDER / name, full_page=True)


if __name__ == "__main__":
    main(sys.argv[1:])
