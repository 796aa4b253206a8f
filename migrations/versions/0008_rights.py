"""What people read and do alone: versions of the notice, codes, objections, messages."""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_check, change_known

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ACTORS = ("visitor", "staff", "operator", "system")
CHANNELS = ("application_form", "staff")
MAILS = ("application_received", "application_repeated", "account_invited")
TWO = "candidate_id IS NOT NULL OR account_id IS NOT NULL"
THREE = f"{TWO} OR contact_message_id IS NOT NULL"
WIDENED = (
    ("audit_events", "actor_kind", "ck_audit_events_known_actorkind", ACTORS, ("visitor", "candidate", *ACTORS[1:])),
    ("consents", "channel", "ck_consents_known_consentchannel", CHANNELS, (*CHANNELS, "own_pages", "mail_link")),
    (
        "outgoing_mails",
        "kind",
        "ck_outgoing_mails_known_mailkind",
        MAILS,
        (*MAILS[:2], "application_message", "candidate_code", "contact_received", "contact_answered", MAILS[2]),
    ),
)


def _known(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=f"known_{name}", native_enum=False, create_constraint=True, length=80)


def upgrade() -> None:
    op.create_table(
        "notices",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fr", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("fr_hash", sa.String(length=64), nullable=False),
        sa.Column("en_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_fr_hash"), "notices", ["fr_hash"])
    op.create_index(op.f("ix_notices_en_hash"), "notices", ["en_hash"])
    op.create_table(
        "candidate_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", _known("codepurpose", ("sign_in", "erase")), nullable=False),
        sa.Column("email_asked", sa.String(length=254), nullable=True),
        sa.Column("candidate_id", sa.Uuid(), nullable=True),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "used_at IS NULL OR candidate_id IS NOT NULL", name=op.f("ck_candidate_codes_used_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_candidate_codes_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_codes")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_candidate_codes_token_hash")),
    )
    for column in ("asked_at", "candidate_id", "email_asked"):
        op.create_index(op.f(f"ix_candidate_codes_{column}"), "candidate_codes", [column])
    op.create_table(
        "objections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", _known("objectionpurpose", ("feedback", "pool_contact")), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_objections_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
        sa.UniqueConstraint("candidate_id", "purpose", name=op.f("uq_objections_candidate_id_purpose")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_messages_account_id_accounts")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_messages_application_id_applications")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_application_id"), "messages", ["application_id"])
    op.create_table(
        "contact_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("state", _known("messagestate", ("open", "answered")), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("notice_hash", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(state = 'answered') = (answered_at IS NOT NULL) AND (answered_at IS NULL) = (answer IS NULL)",
            name=op.f("ck_contact_messages_answered_by_words"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["accounts.id"], name=op.f("fk_contact_messages_answered_by_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_messages")),
        sa.UniqueConstraint("form_key", name=op.f("uq_contact_messages_form_key")),
    )
    op.create_index(op.f("ix_contact_messages_email_key"), "contact_messages", ["email_key"])
    op.create_index(op.f("ix_contact_messages_erase_on"), "contact_messages", ["erase_on"])
    op.create_index(op.f("ix_contact_messages_state_received_at"), "contact_messages", ["state", "received_at"])
    op.add_column("outgoing_mails", sa.Column("contact_message_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_outgoing_mails_contact_message_id"), "outgoing_mails", ["contact_message_id"])
    change_check("outgoing_mails", "ck_outgoing_mails_has_a_recipient", TWO, THREE)
    op.add_column("firm_settings", sa.Column("notice_words", sa.JSON(), nullable=True))
    op.add_column("consents", sa.Column("notice_hash", sa.String(length=64), nullable=True))
    for table, column, check, before, after in WIDENED:
        change_known(table, column, check, before, after)


def downgrade() -> None:
    op.execute("DELETE FROM outgoing_mails WHERE kind IN ('application_message', 'candidate_code')")
    op.execute("DELETE FROM outgoing_mails WHERE contact_message_id IS NOT NULL")
    op.execute("UPDATE consents SET channel = 'application_form' WHERE channel IN ('own_pages', 'mail_link')")
    op.execute("UPDATE audit_events SET actor_kind = 'visitor' WHERE actor_kind = 'candidate'")
    for table, column, check, before, after in WIDENED:
        change_known(table, column, check, after, before)
    change_check("outgoing_mails", "ck_outgoing_mails_has_a_recipient", THREE, TWO)
    op.drop_index(op.f("ix_outgoing_mails_contact_message_id"), table_name="outgoing_mails")
    op.execute("ALTER TABLE outgoing_mails DROP COLUMN contact_message_id")
    op.drop_table("contact_messages")
    op.execute("ALTER TABLE consents DROP COLUMN notice_hash")
    op.execute("ALTER TABLE firm_settings DROP COLUMN notice_words")
    for table in ("messages", "objections", "candidate_codes", "notices"):
        op.drop_table(table)
