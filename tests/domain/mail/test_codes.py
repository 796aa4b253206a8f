"""The worker looks asked addresses up, and writes to whoever is known."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app.core.db import reading, transaction
from app.domain.mail.models import OutgoingMail
from app.domain.mail.tasks import TASKS
from app.domain.people.codes import KEPT, ask_code
from app.domain.people.models import CandidateCode
from tests.factories import CandidateFactory


def test_letters_are_written_and_old_codes_go(db: Any, clock: Any) -> None:
    tasks = {task.name: task for task in TASKS}
    person = CandidateFactory()
    for address in (person.email, "nobody@example.org"):
        with transaction():
            ask_code(email=address, locale="en")
    with reading():
        assert tasks["mail.write_codes"].is_due()
    tasks["mail.write_codes"].run()
    with reading():
        assert not tasks["mail.write_codes"].is_due()
    [mail] = db.session.scalars(select(OutgoingMail)).all()
    assert (mail.to_address, mail.subject.startswith("Your code: ")) == (person.email, True)
    clock.shift(KEPT + timedelta(seconds=1))
    with reading():
        assert tasks["mail.delete_old_codes"].is_due()
    tasks["mail.delete_old_codes"].run()
    assert db.session.scalar(select(func.count()).select_from(CandidateCode)) == 0
