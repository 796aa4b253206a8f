"""What `make test`, `make check` and `make promises` run, and the account of it at the end.

Nothing is left out in silence: what this machine cannot run is named, and fails the run when VIVIER_CI=1.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent
RESULTS = ROOT / ".coverage-runs"
COMPLETE = os.environ.get("VIVIER_CI") == "1"
SUMMARY = re.compile(r"(?:\d+ [a-z]+(?:, )?)+ in \d[\d.]*s(?: \([\d:]+\))?$|no tests ran in ")

LINTERS = (
    ("ruff", "check", "--output-format", "concise", "."),
    ("ruff", "format", "--check", "--output-format", "concise", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
)
# The suite on two processors; the journeys, whose instance is another process, are neither parallel nor measured.
PARALLEL = ("-n", "2", "--cov", "--cov-report=")
OVERALL = 95
DOMAIN = 100
# The tests start hundreds of processes; each would compile the whole application again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Debian keeps daemons where the path of an ordinary user does not look.
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"


@dataclass(frozen=True)
class Program:
    """A program of the machine that some tests need.

    ``variable`` may name another one; ``shows`` is what it must say when asked, argument first.
    """

    name: str
    commands: tuple[str, ...]
    packages: str
    without: str
    variable: str = ""
    shows: tuple[str, ...] = ()

    def find(self) -> str | None:
        """Where it is; None when it is not there, or lacks a part that the tests need."""
        commands = (os.environ.get(self.variable, ""), *self.commands)
        found = next((place for command in commands if command and (place := shutil.which(command, path=PATH))), None)
        return found if found is None or self._is_whole(found) else None

    def _is_whole(self, place: str) -> bool:
        if not self.shows:
            return True
        argument, *wanted = self.shows
        said = subprocess.run([place, argument], check=False, capture_output=True, text=True)
        return set(wanted) <= set(said.stdout.split())


PROGRAMS = (
    Program("Chromium", ("chromium", "chromium-browser", "google-chrome"), "chromium", "browser journeys", "CHROMIUM"),
    Program("Java", ("java",), "default-jre-headless", "the validator of HTML"),
    Program("ClamAV", ("clamd",), "clamav-daemon", "files before a real antivirus"),
    Program("LibreOffice", ("soffice", "libreoffice"), "libreoffice-writer-nogui", "pages of word processors' files"),
    Program(
        "Tesseract",
        ("tesseract",),
        "tesseract-ocr tesseract-ocr-fra tesseract-ocr-eng",
        "text of scanned pages",
        shows=("--list-langs", "fra", "eng"),
    ),
)


@dataclass
class Account:
    """What ran, how it ended, and what did not run."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    ran: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)

    def read_outcomes(self, results: Path) -> None:
        """Notes which tests ran and which were skipped, and why, from pytest's own account in XML."""
        for case in ET.parse(results).iter("testcase"):  # noqa: S314  written by our own pytest a moment ago
            name = f"{case.get('classname')}::{case.get('name')}"
            skip = case.find("skipped")
            if skip is None:
                self.ran.add(name)
            else:
                self.skipped[name] = str(skip.get("message"))

    def leave_out(self, what: str) -> None:
        """Names something that did not run; a fault where everything must."""
        self.left_out.append(what)
        if COMPLETE:
            self.faults.append(f"left out: {what}")

    def close(self) -> int:
        """Prints the account; 0 when nothing failed."""
        print("\n" + "\n".join(self.lines))
        for what in self.left_out:
            print(f"left out: {what}")
        for fault in self.faults:
            print(f"FAILED: {fault}")
        return 1 if self.faults else 0


def main(words: list[str]) -> int:
    """Runs ``check``, ``test`` or ``promises``; a step that fails does not keep the next from running."""
    started = time.monotonic()
    account = Account()
    if words == ["promises"]:
        prove_promises(account)
    else:
        lint(account)
    if words == ["test"]:
        shutil.rmtree(RESULTS, ignore_errors=True)
        programs = find_programs(account)
        run_suite(account, "SQLite", "-m", "not browser and not postgresql", *PARALLEL, database="sqlite")
        run_suite(account, "PostgreSQL", "-m", "not browser and not once", *PARALLEL, database="postgresql")
        run_journeys(account, programs["Chromium"])
        tell_skipped(account)
        measure_coverage(account)
        tell_promises(account)
    account.lines.append(f"{time.monotonic() - started:.0f} s")
    return account.close()


def lint(account: Account) -> None:
    """Every linter; only those that find something say more than their name."""
    for tool, *arguments in LINTERS:
        name = " ".join([tool, *arguments[:1]]).removesuffix(" --no-logo")
        print(name, flush=True)
        command = [str(SCRIPTS / tool), *arguments]
        run = subprocess.run(
            command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if run.returncode != 0:
            print(run.stdout, end="", flush=True)
            account.faults.append(name)


def run_suite(account: Account, name: str, *arguments: str, database: str) -> None:
    """One run of pytest, shown as it goes; its own summary line is repeated in the account."""
    print(f"\ntests: {name}", flush=True)
    environment = {**os.environ, "TEST_DATABASE": database, "COVERAGE_FILE": str(RESULTS / f"all.{name.lower()}")}
    RESULTS.mkdir(exist_ok=True)
    results = RESULTS / f"{name.lower()}.xml"
    summary = ""
    # A folder of its own: another pytest at work closes the shared one to the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="vivier-tests-", ignore_cleanup_errors=True) as folder:
        base = [sys.executable, "-m", "pytest", "-q", f"--junitxml={results}"]
        base.append(f"--basetemp={folder}/tests")
        Path(folder).chmod(0o755)
        with subprocess.Popen([*base, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as run:
            for line in run.stdout or ():
                print(line, end="", flush=True)
                summary = line.strip() if SUMMARY.match(line.strip()) else summary
    account.lines += [f"{name}:", summary or "pytest came to no end"]
    if run.returncode != 0:
        account.faults.append(f"tests on {name} (exit code {run.returncode})")
    if results.exists():
        account.read_outcomes(results)


def find_programs(account: Account) -> dict[str, str | None]:
    """Where each program of the machine is; what is left out for want of one is told."""
    found = {program.name: program.find() for program in PROGRAMS}
    for program in PROGRAMS:
        if found[program.name] is None:
            mend = f"install {program.packages}" + (f", or set {program.variable}" if program.variable else "")
            account.leave_out(f"{program.without}: no {program.name} on this machine ({mend})")
    return found


def run_journeys(account: Account, browser: str | None, which: str = "browser") -> None:
    """The browser journeys, once, where there is a browser. One that fails is run again; pytest's line counts those.

    One after the other: a browser, its pages and the instance are processes enough for two processors, and two
    browsers before two instances took as long.
    """
    if browser is not None:
        os.environ["CHROMIUM"] = browser
        run_suite(account, "Journeys", "-m", which, "--reruns=1", "tests/journeys", database="sqlite")


def tell_skipped(account: Account) -> None:
    """A test that one run skipped and another ran is not left out; one that none ran is. One line a reason."""
    reasons: dict[str, list[str]] = {}
    for name, reason in account.skipped.items():
        if name not in account.ran:
            reasons.setdefault(reason, []).append(name)
    for reason, names in reasons.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        account.leave_out(f"{names[0]}{more}: {reason}")


def prove_promises(account: Account) -> None:
    """The tests that carry a promise's number, wherever they run: by what they say, never by what was collected."""
    shutil.rmtree(RESULTS, ignore_errors=True)
    programs = find_programs(account)
    run_suite(account, "SQLite", "-m", "promise and not browser and not postgresql", *PARALLEL, database="sqlite")
    run_suite(account, "PostgreSQL", "-m", "promise and not browser and not once", *PARALLEL, database="postgresql")
    run_journeys(account, programs["Chromium"], "browser and promise")
    tell_skipped(account)
    tell_promises(account)


def tell_promises(account: Account) -> None:
    """What this run says of each promise of the privacy policy; only a run of everything may say it."""
    if account.left_out:
        return
    results = [str(path) for path in sorted(RESULTS.glob("*.xml"))]
    command = [sys.executable, "tools/promises.py", *results]
    run = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    account.lines.append(run.stdout.strip())
    if run.returncode != 0:
        account.faults.append("a promise is broken")


def measure_coverage(account: Account) -> None:
    """All runs together: what the whole must reach, and what the rooms must."""
    environment = {**os.environ, "COVERAGE_FILE": str(RESULTS / "all")}
    base = [sys.executable, "-m", "coverage"]
    subprocess.run([*base, "combine", "--quiet", str(RESULTS)], cwd=ROOT, env=environment, check=False)
    for name, floor, only in (("app", OVERALL, []), ("app/domain", DOMAIN, ["--include=app/domain/*"])):
        print(f"\ncoverage: {name}", flush=True)
        report = [*base, "report", "--precision=1", *only]
        said = subprocess.run(report, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
        print(said.stdout or said.stderr, end="")
        total = re.search(r"^TOTAL .*?([\d.]+)%$", said.stdout, re.MULTILINE)
        reached = float(total.group(1)) if total else 0.0
        account.lines.append(f"coverage of {name}: {reached} % ({floor} wanted)")
        if reached < floor:
            account.faults.append(f"coverage of {name} is {reached} %, not {floor} %")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
