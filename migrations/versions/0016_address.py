"""A candidate's address becomes another one: the code that shows it to be theirs, and the letter to the old one."""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_known

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FIRST = (
    "application_received",
    "application_repeated",
    "application_message",
    "assessment_announced",
    "candidate_code",
)
REST = (
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
BEFORE, AFTER = (*FIRST, *REST), (*FIRST, "address_changed", *REST)
PURPOSE = ("candidate_codes", "purpose", "ck_candidate_codes_known_codepurpose")
PURPOSES, MORE_PURPOSES = ("sign_in", "erase"), ("sign_in", "erase", "address")


def upgrade() -> None:
    op.add_column("candidate_codes", sa.Column("new_email", sa.String(length=254), nullable=True))
    change_known(*PURPOSE, PURPOSES, MORE_PURPOSES)
    change_known(*KIND, BEFORE, AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE kind = 'address_changed'")
    op.execute("DELETE FROM candidate_codes WHERE purpose = 'address'")
    change_known(*KIND, AFTER, BEFORE)
    change_known(*PURPOSE, MORE_PURPOSES, PURPOSES)
    op.execute("ALTER TABLE candidate_codes DROP COLUMN new_email")
