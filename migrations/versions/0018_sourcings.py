"""Where a person who did not apply comes from, and whether they were told; the letter to them, and the one that warns."""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_known

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = ("network", "referral", "agency", "cv_database", "event", "other")
FIRST = (
    "application_received",
    "application_repeated",
    "application_message",
    "assessment_announced",
    "candidate_code",
    "address_changed",
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
)
LAST = ("account_invited",)
NEW = ("person_informed", "informing_due")
KIND = ("outgoing_mails", "kind", "ck_outgoing_mails_known_mailkind")
BEFORE, AFTER = (*FIRST, *LAST), (*FIRST, *NEW, *LAST)


def upgrade() -> None:
    op.create_table(
        "sourcings",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *KINDS, name=op.f("ck_sourcings_known_sourcekind"), native_enum=False, create_constraint=True, length=80
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.String(length=160), nullable=False),
        sa.Column("obtained_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("alerted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("informed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("detail <> ''", name=op.f("ck_sourcings_source_is_named")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_sourcings_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["accounts.id"], name=op.f("fk_sourcings_entered_by_accounts")),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_sourcings")),
    )
    op.create_index(op.f("ix_sourcings_informed_at_obtained_on"), "sourcings", ["informed_at", "obtained_on"])
    change_known(*KIND, BEFORE, AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE kind IN ('person_informed', 'informing_due')")
    change_known(*KIND, AFTER, BEFORE)
    op.drop_table("sourcings")
