"""The ledger of disclosures; a consent to share names its recipient; letters to recipients."""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check, change_known

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MAILS = (
    "application_received",
    "application_repeated",
    "application_message",
    "candidate_code",
    "contact_received",
    "contact_answered",
    "request_received",
    "request_proof",
    "request_extended",
    "request_answered",
    "restriction_lifted",
    "pool_renewal",
)
NEW_MAILS = ("sharing_asked", "disclosure_corrected", "disclosure_erased")
BEFORE = (
    "candidate_id IS NOT NULL OR account_id IS NOT NULL OR contact_message_id IS NOT NULL OR request_id IS NOT NULL"
)
AFTER = f"{BEFORE} OR disclosure_id IS NOT NULL"
WIDENED = (
    ("consents", "purpose", "ck_consents_known_consentpurpose", ("pool",), ("pool", "sharing")),
    (
        "outgoing_mails",
        "kind",
        "ck_outgoing_mails_known_mailkind",
        (*MAILS, "account_invited"),
        (*MAILS, *NEW_MAILS, "account_invited"),
    ),
)
LIVE = "uq_consents_one_live_per_purpose"


def _known(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=f"known_{name}", native_enum=False, create_constraint=True, length=80)


def _one_live(*columns: str) -> None:
    live = sa.text("withdrawn_at IS NULL")
    op.create_index(LIVE, "consents", columns, unique=True, sqlite_where=live, postgresql_where=live)


def upgrade() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("application_reference", sa.String(length=20), nullable=False),
        sa.Column(
            "ground", _known("ground", "consent", "legal_duty", "protection_of_rights", "processor"), nullable=False
        ),
        sa.Column("state", _known("disclosurestate", "waiting", "ready", "sent", "declined"), nullable=False),
        sa.Column("recipient", sa.String(length=160), nullable=False),
        sa.Column("recipient_email", sa.String(length=254), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("categories", sa.String(length=120), nullable=False),
        sa.Column("their_reference", sa.String(length=80), nullable=True),
        sa.Column("legal_text", sa.String(length=300), nullable=True),
        sa.Column("asked_words", sa.Text(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_disclosures_sent_has_sent_at")),
        sa.CheckConstraint("(sent_at IS NULL) = (sent_by IS NULL)", name=op.f("ck_disclosures_sent_by_somebody")),
        sa.CheckConstraint(
            "(state = 'declined') = (declined_at IS NOT NULL)", name=op.f("ck_disclosures_declined_has_declined_at")
        ),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_by IS NULL)", name=op.f("ck_disclosures_approved_by_somebody")
        ),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> asked_by", name=op.f("ck_disclosures_approved_by_another")
        ),
        sa.CheckConstraint(
            "ground <> 'legal_duty' OR (their_reference IS NOT NULL AND legal_text IS NOT NULL)",
            name=op.f("ck_disclosures_authority_gives_a_reference"),
        ),
        sa.CheckConstraint(
            "ground <> 'legal_duty' OR state IN ('waiting', 'declined') OR approved_by IS NOT NULL",
            name=op.f("ck_disclosures_authority_needs_two_people"),
        ),
        *(
            sa.ForeignKeyConstraint([name], ["accounts.id"], name=op.f(f"fk_disclosures_{name}_accounts"))
            for name in ("asked_by", "approved_by", "sent_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("reference", name=op.f("uq_disclosures_reference")),
    )
    for columns in (["candidate_id"], ["application_id"], ["state", "asked_at"]):
        op.create_index(op.f(f"ix_disclosures_{'_'.join(columns)}"), "disclosures", columns)
    op.add_column("consents", sa.Column("recipient", sa.String(length=160), server_default="", nullable=False))
    op.drop_index(LIVE, table_name="consents")
    _one_live("candidate_id", "purpose", "recipient")
    op.add_column("outgoing_mails", sa.Column("disclosure_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_outgoing_mails_disclosure_id"), "outgoing_mails", ["disclosure_id"])
    change_check("outgoing_mails", "ck_outgoing_mails_has_a_recipient", BEFORE, AFTER)
    for table, column, check, before, after in WIDENED:
        change_known(table, column, check, before, after)


def downgrade() -> None:
    op.execute(
        "DELETE FROM outgoing_mails WHERE kind IN ('sharing_asked', 'disclosure_corrected', 'disclosure_erased')"
    )
    op.execute("DELETE FROM consents WHERE purpose = 'sharing'")
    for table, column, check, before, after in WIDENED:
        change_known(table, column, check, after, before)
    change_check("outgoing_mails", "ck_outgoing_mails_has_a_recipient", AFTER, BEFORE)
    op.drop_index(op.f("ix_outgoing_mails_disclosure_id"), table_name="outgoing_mails")
    op.execute("ALTER TABLE outgoing_mails DROP COLUMN disclosure_id")
    op.drop_index(LIVE, table_name="consents")
    op.execute("ALTER TABLE consents DROP COLUMN recipient")
    _one_live("candidate_id", "purpose")
    op.drop_table("disclosures")
