"""Holds, restrictions, requests with their clock; renewals asked once; what each version of the policy promised."""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check, change_known

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

THREE = "candidate_id IS NOT NULL OR account_id IS NOT NULL OR contact_message_id IS NOT NULL"
FOUR = f"{THREE} OR request_id IS NOT NULL"
MAILS = (
    "application_received",
    "application_repeated",
    "application_message",
    "candidate_code",
    "contact_received",
    "contact_answered",
    "account_invited",
)
NEW_MAILS = (
    "request_received",
    "request_proof",
    "request_extended",
    "request_answered",
    "restriction_lifted",
    "pool_renewal",
)
KIND = "ck_outgoing_mails_known_mailkind"
NO_LONGER = sa.text("ended_at IS NULL")
NOT_LIFTED = sa.text("lifted_at IS NULL")


def _known(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=f"known_{name}", native_enum=False, create_constraint=True, length=80)


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("ended_at IS NOT NULL OR ended_by IS NULL", name=op.f("ck_holds_ended_by_at_its_end")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_holds_application_id_applications")
        ),
        sa.ForeignKeyConstraint(["placed_by"], ["accounts.id"], name=op.f("fk_holds_placed_by_accounts")),
        sa.ForeignKeyConstraint(["ended_by"], ["accounts.id"], name=op.f("fk_holds_ended_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index(op.f("ix_holds_application_id"), "holds", ["application_id"])
    op.create_index(
        "uq_holds_one_live_per_application",
        "holds",
        ["application_id"],
        unique=True,
        sqlite_where=NO_LONGER,
        postgresql_where=NO_LONGER,
    )


def _restrictions() -> None:
    op.create_table(
        "restrictions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason", _known("restrictionreason", ("accuracy", "unlawful", "claims", "objection")), nullable=False
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_restrictions_candidate_id_candidates")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name=op.f("fk_restrictions_made_by_accounts")),
        sa.ForeignKeyConstraint(["lifted_by"], ["accounts.id"], name=op.f("fk_restrictions_lifted_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restrictions")),
    )
    op.create_index(op.f("ix_restrictions_candidate_id"), "restrictions", ["candidate_id"])
    op.create_index(
        "uq_restrictions_one_live_per_candidate",
        "restrictions",
        ["candidate_id"],
        unique=True,
        sqlite_where=NOT_LIFTED,
        postgresql_where=NOT_LIFTED,
    )


def _requests() -> None:
    kinds = ("access", "rectification", "erasure", "restriction", "portability", "objection", "other")
    op.create_table(
        "rights_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("kind", _known("requestkind", kinds), nullable=False),
        sa.Column("channel", _known("requestchannel", ("own_pages", "mail", "paper")), nullable=False),
        sa.Column("state", _known("requeststate", ("open", "waiting", "answered", "refused")), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=True),
        sa.Column("waiting_since", sa.Date(), nullable=True),
        sa.Column("waited_days", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('answered', 'refused')) = (answered_at IS NOT NULL)",
            name=op.f("ck_rights_requests_ended_has_answered_at"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (waiting_since IS NOT NULL)", name=op.f("ck_rights_requests_waits_since_some_day")
        ),
        sa.CheckConstraint("waited_days >= 0", name=op.f("ck_rights_requests_waited_no_negative_days")),
        sa.ForeignKeyConstraint(
            ["registered_by"], ["accounts.id"], name=op.f("fk_rights_requests_registered_by_accounts")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("fk_rights_requests_answered_by_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_requests")),
        sa.UniqueConstraint("reference", name=op.f("uq_rights_requests_reference")),
    )
    op.create_index(op.f("ix_rights_requests_email_key"), "rights_requests", ["email_key"])
    op.create_index(op.f("ix_rights_requests_erase_on"), "rights_requests", ["erase_on"])
    op.create_index(op.f("ix_rights_requests_state_due_on"), "rights_requests", ["state", "due_on"])


def upgrade() -> None:
    _holds()
    _restrictions()
    _requests()
    op.add_column("outgoing_mails", sa.Column("request_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_outgoing_mails_request_id"), "outgoing_mails", ["request_id"])
    change_check("outgoing_mails", "ck_outgoing_mails_has_a_recipient", THREE, FOUR)
    change_known("outgoing_mails", "kind", KIND, MAILS, (*MAILS[:-1], *NEW_MAILS, MAILS[-1]))
    op.add_column("notices", sa.Column("periods", sa.JSON(), nullable=True))
    op.add_column("consents", sa.Column("renewal_asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("applications", sa.Column("notice_number", sa.Integer(), server_default="0", nullable=False))
    op.create_index(op.f("ix_applications_notice_number"), "applications", ["notice_number"])


def downgrade() -> None:
    op.drop_index(op.f("ix_applications_notice_number"), table_name="applications")
    op.execute("ALTER TABLE applications DROP COLUMN notice_number")
    op.execute("ALTER TABLE consents DROP COLUMN renewal_asked_at")
    op.execute("ALTER TABLE notices DROP COLUMN periods")
    listed = ", ".join(f"'{kind}'" for kind in NEW_MAILS)
    op.execute(f"DELETE FROM outgoing_mails WHERE kind IN ({listed}) OR request_id IS NOT NULL")
    change_known("outgoing_mails", "kind", KIND, (*MAILS[:-1], *NEW_MAILS, MAILS[-1]), MAILS)
    change_check("outgoing_mails", "ck_outgoing_mails_has_a_recipient", FOUR, THREE)
    op.drop_index(op.f("ix_outgoing_mails_request_id"), table_name="outgoing_mails")
    op.execute("ALTER TABLE outgoing_mails DROP COLUMN request_id")
    for table in ("rights_requests", "restrictions", "holds"):
        op.drop_table(table)
