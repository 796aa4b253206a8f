"""People who apply, known by their address."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql.dml import ReturningInsert

from ...core.clock import now
from ...core.db import is_sqlite
from ...extensions import db
from . import rules
from .models import Candidate


def get_or_add_candidate(*, email: str, locale: str, last_contact_at: datetime | None = None) -> Candidate:
    """The candidate of that address, new or known, held until the end of the transaction.

    Two forms of one address wait for each other here, so what follows may look before it acts (15.4.2). A known
    candidate is not changed: an address typed into a public form proves nothing (B3.5). ``last_contact_at``: of
    somebody new, where it is not this instant. Raises Invalid for an address.
    """
    address, at = rules.clean_email(email), now()
    values = {
        "id": uuid4(),
        "email": address,
        "email_key": rules.email_key(address),
        "locale": locale,
        "created_at": at,
        "last_contact_at": last_contact_at or at,
    }
    held = _adding(sqlite_insert if is_sqlite() else postgresql_insert)
    return db.session.scalars(held, values, execution_options={"populate_existing": True}).one()


@cache
def _adding(insert: Any) -> ReturningInsert[Candidate]:  # noqa: ANN401  one of two functions that share no type
    """One statement that changes nothing and holds the row: no sweep erases the person between looking and taking."""
    statement = insert(Candidate).values({each.name: bindparam(each.name) for each in Candidate.__table__.columns})
    key = {"email_key": statement.excluded.email_key}
    held: ReturningInsert[Candidate] = statement.on_conflict_do_update(index_elements=key, set_=key).returning(
        Candidate
    )
    return held


def touch_last_contact(candidate: Candidate, at: datetime | None = None) -> None:
    """The person wrote to us: what is counted from the last contact counts anew (A2.12), from now or that instant."""
    candidate.last_contact_at = at or now()
