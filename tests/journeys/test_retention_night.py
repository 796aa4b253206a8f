"""The night comes: what was sent through the browser is gone on its day, everywhere."""

import sys
from pathlib import Path
from typing import Any

from tests.adapters import samples

LATER = """
import time_machine, datetime, sys
from flask.cli import main
sys.argv = ["flask", "--app", "wsgi", "retention", *sys.argv[1:]]
with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=800), tick=True):
    main()
"""


def test_a_file_is_there_until_its_day_and_gone_after_it(visit: Any, instance: Any, tmp_path: Path) -> None:
    cv = tmp_path / "CV.pdf"
    cv.write_bytes(samples.pdf("mot introuvable ailleurs"))
    before = _stored(instance)
    page = visit(width=390)
    page.goto("/jobs/spontaneous/apply")
    page.fill("[name=name]", "Passagère de la Nuit")
    page.fill("[name=email]", f"{tmp_path.name}@example.org")
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
    assert not any(b"mot introuvable" in path.read_bytes() for path in came)

    plan = instance.run(sys.executable, "-c", LATER, "plan")
    assert reference in plan
    assert "Passagère" not in plan
    assert "Erased" in instance.run(sys.executable, "-c", LATER, "run", "--accept-clock")

    answer = recruiter.goto(dossier)
    assert answer.status == 404
    visit.faults.clear()  # a 404 is the answer that was wanted
    assert _stored(instance) & came == set()


def _stored(instance: Any) -> set[Path]:
    return {path for path in (instance.data_dir / "uploads").rglob("*") if path.is_file()}
