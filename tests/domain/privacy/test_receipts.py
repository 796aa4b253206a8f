"""What proves an erasure holds nothing of whom (A2.15)."""

import re
from typing import Any

import pytest
from sqlalchemy import Date, Enum, Integer, String, Uuid, select

from app.core.actor import SYSTEM
from app.core.clock import today
from app.core.db import Base, UTCDateTime, transaction
from app.domain.audit.models import AuditEvent, ErasureMark
from app.domain.audit.tags import Tag
from app.domain.policy.schedule import Reason
from app.domain.privacy import again, own
from app.domain.privacy.models import ErasureReceipt, SweepRun
from app.domain.privacy.retention import run_batch
from tests.factories import ApplicationFactory

# Text that is none of a person: each with the shape of all that it may hold.
CODES = {
    "erasure_receipts.because": {*(reason.value for reason in Reason), own.REQUEST, again.REPLAY},
    "erasure_receipts.policy_version": r"\d{4}\.\d{1,2}-[A-Z]{2}",
    "erasure_marks.kind": {"application", "archive", "candidate", "consent", "contact_message", "request"},
    "erasure_marks.pseudonym": r"[0-9a-f]{64}|[\w-]{43,64}",
}


@pytest.mark.promise("C5.3")
@pytest.mark.parametrize("model", [ErasureReceipt, SweepRun, ErasureMark])
def test_receipts_runs_and_marks_have_no_place_for_words(model: type[Base]) -> None:
    """A2.15 T: ids, days, counts, closed lists, and the codes above."""
    places = {
        f"{model.__tablename__}.{column.name}"
        for column in model.__table__.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
    }
    assert places == {name for name in CODES if name.startswith(f"{model.__tablename__}.")}
    plain = (Uuid, UTCDateTime, Date, Integer, String, Enum)
    assert [column.name for column in model.__table__.columns if not isinstance(column.type, plain)] == []


def test_what_a_night_writes_down_is_of_these_shapes(db: Any) -> None:
    gone = ApplicationFactory(name="canari", message="canari", erase_on=today())
    gone_id, candidate_id = gone.id, gone.candidate_id
    with transaction():
        own.erase_candidate(actor=SYSTEM, candidate_id=candidate_id)
    run_batch(actor=SYSTEM, accept_clock=True)
    for name, shape in CODES.items():
        table, _, column = name.partition(".")
        values = list(db.session.scalars(select(Base.metadata.tables[table].c[column])))
        assert values, name
        if isinstance(shape, set):
            assert set(values) - shape == set(), name
        else:
            assert [value for value in values if not re.fullmatch(shape, value)] == [], name
    kept = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.APPLICATION_ERASED)).all()
    assert [(event.subject_id, set(event.details)) for event in kept] == [(gone_id, {"due_on"})]
    person = db.session.scalars(select(AuditEvent).where(AuditEvent.tag == Tag.CANDIDATE_ERASED)).one()
    assert (person.subject_id, person.details) == (candidate_id, {"applications": 1, "documents": 1})
