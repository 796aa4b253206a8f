"""Processors, and the register of breaches."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = ("hosting", "mail_relay", "antivirus", "storage", "backup", "other")
RISKS = ("none", "likely", "high")


def upgrade() -> None:
    op.create_table(
        "processors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="known_processorkind", native_enum=False, create_constraint=True, length=80),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("service", sa.String(length=500), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("contract_on", sa.Date(), nullable=False),
        sa.Column("subprocessors", sa.Text(), nullable=False),
        sa.Column("safeguard", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= contract_on", name=op.f("ck_processors_ends_after_it_began")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processors")),
    )
    op.create_index(op.f("ix_processors_kind_ended_on"), "processors", ["kind", "ended_on"])
    op.create_table(
        "breaches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("aware_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("people_categories", sa.Text(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("records_categories", sa.Text(), nullable=False),
        sa.Column("records_count", sa.Integer(), nullable=True),
        sa.Column("effects", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("contact_point", sa.String(length=300), nullable=False),
        sa.Column(
            "risk",
            sa.Enum(*RISKS, name="known_risk", native_enum=False, create_constraint=True, length=80),
            nullable=False,
        ),
        sa.Column("delay_reason", sa.Text(), nullable=False),
        sa.Column("told_authority_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_people_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "people_count >= 0 AND records_count >= 0", name=op.f("ck_breaches_counts_are_not_negative")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR risk = 'none' OR told_authority_at IS NOT NULL",
            name=op.f("ck_breaches_closed_once_told"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
    )
    op.create_index(op.f("ix_breaches_aware_at"), "breaches", ["aware_at"])


def downgrade() -> None:
    op.drop_table("breaches")
    op.drop_table("processors")
