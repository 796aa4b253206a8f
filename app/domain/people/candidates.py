"""People who apply, known by their address."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from ...core.clock import now
from ...core.db import is_sqlite
from ...extensions import db
from . import rules
from .models import Candidate


def get_or_add_candidate(*, email: str, locale: str, last_contact_at: datetime | None = None) -> Candidate:
    """The candidate of that address, new or known, held until the end of the transaction.

    Two forms of one address wait for each other here, so what follows may look before it acts (15.4.2). A known
    candidate is not changed: an address typed into a public form proves nothing (B3.5). ``last_contact_at``: for
    somebody new who did not write to us themselves. Raises Invalid for an address.
    """
    address = rules.clean_email(email)
    insert = sqlite_insert if is_sqlite() else postgresql_insert
    statement = insert(Candidate).values(
        id=uuid4(),
        email=address,
        email_key=rules.email_key(address),
        locale=locale,
        created_at=now(),
        last_contact_at=last_contact_at or now(),
    )
    # One statement that changes nothing and holds the row: no sweep erases the person between looking and taking.
    held = statement.on_conflict_do_update(
        index_elements=["email_key"], set_={"email_key": statement.excluded.email_key}
    ).returning(Candidate)
    return db.session.scalars(held, execution_options={"populate_existing": True}).one()


def touch_last_contact(candidate: Candidate) -> None:
    """The person wrote to us: what is counted from the last contact counts anew (A2.12)."""
    candidate.last_contact_at = now()
