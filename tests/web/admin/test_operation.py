"""How the instance does, without a word on any candidate."""

import re
from datetime import timedelta
from typing import Any

from app.core.clock import now
from app.core.db import transaction
from app.core.permissions import Role
from app.core.queue import TaskRun
from app.domain.documents.enums import PreparationState, ScanState
from app.domain.privacy.models import BackupProof
from tests.factories import CandidateFactory, DocumentFactory


def _row(page: Any, words: str) -> list[str]:
    found = re.search(rf">{words}</td><td[^>]*>(\d+)</td>", page.html)
    assert found, words
    return [words, found[1]]


def test_queues_are_counted_and_nobody_is_named(db: Any, sign_in: Any) -> None:
    candidate = CandidateFactory()
    for scan in (ScanState.UNSCANNED, ScanState.UNSCANNED, ScanState.INFECTED):
        DocumentFactory(candidate=candidate, scan=scan, filename="Camille Durand.pdf")
    DocumentFactory(candidate=candidate, preparation=PreparationState.FAILED)
    DocumentFactory()
    page = sign_in(Role.ADMINISTRATOR).page("/staff/admin/operation?lang=en")
    assert _row(page, "not scanned") == ["not scanned", "3"]
    assert _row(page, "held by the antivirus") == ["held by the antivirus", "1"]
    assert _row(page, "being made ready") == ["being made ready", "3"]
    assert _row(page, "could not be shown") == ["could not be shown", "1"]
    assert "Camille" not in page.text
    assert "None is set up" in page.text


def test_fault_of_a_task_is_told(db: Any, sign_in: Any) -> None:
    with transaction():
        at = now() - timedelta(minutes=1)
        db.session.add(TaskRun(name="documents.scan", failed_at=at, error="ScannerUnavailable"))
    page = sign_in(Role.ADMINISTRATOR).page("/staff/admin/operation?lang=en")
    assert "ScannerUnavailable" in page.text


def test_who_does_not_run_the_instance_finds_nothing(db: Any, sign_in: Any) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        sign_in(role).page("/staff/admin/operation", status=404)


def test_administrator_sees_on_every_page_that_no_new_backup_was_proved(db: Any, sign_in: Any, clock: Any) -> None:
    """R9 T: stop the nightly backup for two days, and it shows; to nobody else, and not before."""
    told = '<span class="chip bad">1 <span class="visually-hidden">to look at</span></span>'
    with transaction():
        db.session.add(BackupProof(made_at=now(), proved_at=now()))
    seen = []
    for _ in range(2):
        client = sign_in(Role.ADMINISTRATOR)
        pages = [client.page(f"/staff/admin/{name}?lang=en") for name in ("accounts", "operation")]
        seen.append([page.html.count(told) for page in pages] + [pages[1].html.count("notice bad")])
        clock.shift(timedelta(days=2, seconds=1))
    assert seen == [[0, 0, 0], [2, 2, 1]]
    assert told not in sign_in(Role.PRIVACY_OFFICER).page("/staff/account?lang=en").html
