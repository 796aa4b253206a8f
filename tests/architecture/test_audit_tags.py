"""Each audit tag is recorded somewhere, and the log only grows."""

import re
from pathlib import Path

from app.domain.audit.tags import Tag

APP = Path(__file__).parents[2] / "app"
SOURCES = {path: path.read_text() for path in APP.rglob("*.py")}


def test_every_tag_is_recorded_somewhere() -> None:
    used = set(re.findall(r"\bTag\.([A-Z_]+)", "\n".join(SOURCES.values())))
    assert {tag.name for tag in Tag} - used == set()


def test_a_tag_is_subject_and_act() -> None:
    for tag in Tag:
        assert re.fullmatch(r"[a-z]+:[a-z_]+", tag.value), tag


def test_nobody_changes_an_audit_event_and_only_the_end_of_its_period_deletes_one() -> None:
    offenders = [
        path.name for path, source in SOURCES.items() if re.search(r"(update|delete)\(\s*(models\.)?AuditEvent", source)
    ]
    assert offenders == ["chain.py"]
