"""The letter that tells a recipient that what they were given is set apart (A10.3, Art. 19)."""

from alembic import op

from migrations.checks import change_known

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

KIND = ("outgoing_mails", "kind", "ck_outgoing_mails_known_mailkind")
FIRST = (
    "application_received",
    "application_repeated",
    "application_message",
    "application_declined",
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
)
REST = ("disclosure_erased", "person_informed", "informing_due", "account_invited")
BEFORE, AFTER = (*FIRST, *REST), (*FIRST, "disclosure_restricted", *REST)


def upgrade() -> None:
    change_known(*KIND, BEFORE, AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE kind = 'disclosure_restricted'")
    change_known(*KIND, AFTER, BEFORE)
