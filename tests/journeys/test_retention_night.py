"""The night comes: what was sent through the browser is gone on its day, everywhere."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import samples

LATER = """
import time_machine, datetime, sys
from flask.cli import main
sys.argv = ["flask", "--app", "wsgi", "retention", *sys.argv[1:]]
with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=800), tick=True):
    main()
"""


@pytest.mark.timeout(400)
def test_a_file_is_there_until_its_day_and_gone_after_it(visit: Any, instance: Any, tmp_path: Path) -> None:
    cv = tmp_path / "CV.pdf"
    cv.write_bytes(samples.pdf("mot introuvable ailleurs"))
    before = _stored(instance)
    page = visit(width=390)
    page.goto("/jobs/spontaneous/apply")
    page.fill("[name=name]", "Passagère de la Nuit")
    page.fill("[name=email]", f"passagere.{tmp_path.name}@example.org")
    page.set_input_files("[name=cv]", cv)
    page.click("form#apply button[type=submit]")
    page.wait_for_url("**/receipt/**")
    reference = page.locator(".reference").inner_text()

    recruiter = visit(width=1280)
    entry = instance.staff["recruiter"]
    recruiter.goto("/staff/login")
    recruiter.fill("[name=email]", entry["email"])
    recruiter.fill("[name=password]", entry["password"])
    recruiter.click("#sign-in button[type=submit]")
    recruiter.click("main a:has-text('Candidature spontanée')")
    recruiter.click("a:has-text('Passagère de la Nuit')")
    recruiter.wait_for_url("**/applications/*")
    dossier = recruiter.url
    assert "Ce dossier sera effacé le" in recruiter.locator("aside").inner_text()

    came = _stored(instance) - before
    assert came
    words = ["Passagère de la Nuit", f"passagere.{tmp_path.name}@example.org"]
    assert _words_in_database(instance, words) == words

    plan = instance.run(sys.executable, "-c", LATER, "plan")
    assert reference in plan
    assert "Passagère" not in plan
    assert "Erased" in instance.run(sys.executable, "-c", LATER, "run", "--accept-clock")

    answer = recruiter.goto(dossier)
    assert answer.status == 404
    visit.faults.clear()  # a 404 is the answer that was wanted
    assert _stored(instance) & came == set()
    assert _words_in_database(instance, words) == []


def _words_in_database(instance: Any, words: list[str]) -> list[str]:
    """Those of ``words`` that stand in the database's files, the write-ahead log among them (C5.3)."""
    octets = b"".join(path.read_bytes() for path in instance.data_dir.glob("vivier.db*"))
    return [word for word in words if word.encode() in octets]


def _stored(instance: Any) -> set[Path]:
    return {path for path in (instance.data_dir / "uploads").rglob("*") if path.is_file()}
