"""What the worker does for this room (the rest of it: test_retention.py, test_security_log.py)."""

from typing import Any

from sqlalchemy import select

from app.core.db import transaction
from app.domain.audit import marks
from app.domain.audit.models import ErasureMark
from app.domain.privacy.tasks import empty_log
from tests.factories import ApplicationFactory


def test_the_log_is_emptied_whether_anything_was_erased_or_not(db: Any) -> None:
    """C5.3: the operator's command asks for it without a look; what was erased until then is settled."""
    empty_log()
    application_id = ApplicationFactory().id
    with transaction():
        marks.mark("application", application_id)
    empty_log()
    assert [mark.compacted_at is not None for mark in db.session.scalars(select(ErasureMark))] == [True]
