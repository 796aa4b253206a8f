"""How an assessment is done, told beforehand: the method of a stage, since when, and the letter about it."""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_known

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FIRST = ("application_received", "application_repeated", "application_message")
REST = (
    "candidate_code",
    "contact_received",
    "contact_answered",
    "request_received",
    "request_proof",
    "request_extended",
    "request_answered",
    "restriction_lifted",
    "pool_renewal",
    "sharing_asked",
    "disclosure_corrected",
    "disclosure_erased",
    "account_invited",
)
KIND = ("outgoing_mails", "kind", "ck_outgoing_mails_known_mailkind")
BEFORE, AFTER = (*FIRST, *REST), (*FIRST, "assessment_announced", *REST)


def upgrade() -> None:
    op.add_column("stages", sa.Column("method", sa.JSON(), nullable=True))
    op.add_column("stages", sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True))
    change_known(*KIND, BEFORE, AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE kind = 'assessment_announced'")
    change_known(*KIND, AFTER, BEFORE)
    op.execute("ALTER TABLE stages DROP COLUMN announced_at")
    op.execute("ALTER TABLE stages DROP COLUMN method")
