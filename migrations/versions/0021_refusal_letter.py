"""The letter that tells a refusal, or that it was told by voice; what the notice says of those who work for the firm."""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_known

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FIRST = ("application_received", "application_repeated", "application_message")
REST = (
    "assessment_announced",
    "candidate_code",
    "address_changed",
    "contact_received",
    "contact_answered",
    "request_received",
    "request_proof",
    "request_extended",
    "request_answered",
    "request_erased",
    "restriction_lifted",
    "pool_renewal",
    "sharing_asked",
    "disclosure_corrected",
    "disclosure_erased",
    "person_informed",
    "informing_due",
    "account_invited",
)
KIND = ("outgoing_mails", "kind", "ck_outgoing_mails_known_mailkind")
BEFORE, AFTER = (*FIRST, *REST), (*FIRST, "application_declined", *REST)


def upgrade() -> None:
    op.add_column("moves", sa.Column("told_by_voice", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("firm_settings", sa.Column("processors", sa.JSON(), nullable=True))
    change_known(*KIND, BEFORE, AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE kind = 'application_declined'")
    change_known(*KIND, AFTER, BEFORE)
    op.execute("ALTER TABLE firm_settings DROP COLUMN processors")
    op.execute("ALTER TABLE moves DROP COLUMN told_by_voice")
