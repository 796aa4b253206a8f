"""What the team found joins no pool, and the day on which it was found begins at midnight: both hold for what is there.

The day of each such file is asked for again, as after a new notice: the worker does it within minutes.
"""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

SOURCINGS = sa.table("sourcings", sa.column("application_id", sa.Uuid()), sa.column("obtained_on", sa.Date()))
APPLICATIONS = sa.table(
    "applications", sa.column("id", sa.Uuid()), sa.column("candidate_id", sa.Uuid()), sa.column("notice_number")
)
CANDIDATES = sa.table(
    "candidates", sa.column("id", sa.Uuid()), sa.column("last_contact_at", sa.DateTime(timezone=True))
)


def upgrade() -> None:
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    found = (
        sa.select(CANDIDATES.c.id, CANDIDATES.c.last_contact_at, SOURCINGS.c.obtained_on)
        .join(APPLICATIONS, APPLICATIONS.c.candidate_id == CANDIDATES.c.id)
        .join(SOURCINGS, SOURCINGS.c.application_id == APPLICATIONS.c.id)
    )
    for candidate_id, last_contact_at, obtained_on in op.get_bind().execute(found).all():
        # SQLite's are naive, and UTC.
        at = last_contact_at.replace(tzinfo=last_contact_at.tzinfo or UTC)
        # That they were found was written down as of noon. Whoever has been in contact since has another time.
        if at == datetime.combine(obtained_on, time(12), zone):
            start = datetime.combine(obtained_on, time(), zone).astimezone(UTC)
            op.execute(sa.update(CANDIDATES).where(CANDIDATES.c.id == candidate_id).values(last_contact_at=start))
    were_found = APPLICATIONS.c.id.in_(sa.select(SOURCINGS.c.application_id))
    op.execute(sa.update(APPLICATIONS).where(were_found).values(notice_number=0))


def downgrade() -> None:
    pass
