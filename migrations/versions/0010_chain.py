"""The audit log is append-only and chained; erasures leave marks for the ledger.

The database itself refuses to change an event of the log, or to delete one before its period is over.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UNCOVERED = "NOT EXISTS (SELECT 1 FROM audit_cuts WHERE audit_cuts.until_at > OLD.at)"


def upgrade() -> None:
    op.create_table(
        "audit_seals",
        sa.Column(
            "position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_seals_event_id")),
    )
    op.create_table(
        "audit_anchors",
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day_on", name=op.f("pk_audit_anchors")),
    )
    op.create_table(
        "audit_cuts",
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("until_at", name=op.f("pk_audit_cuts")),
    )
    op.create_table(
        "erasure_marks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("pseudonym", sa.String(length=64), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_marks")),
    )
    op.create_table(
        "backup_proofs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup_proofs")),
    )
    op.create_index(op.f("ix_backup_proofs_proved_at"), "backup_proofs", ["proved_at"])
    op.create_index(op.f("ix_erasure_marks_pseudonym"), "erasure_marks", ["pseudonym"])
    op.create_index(op.f("ix_erasure_marks_position"), "erasure_marks", ["position"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_events_never_change BEFORE UPDATE ON audit_events "
            "BEGIN SELECT RAISE(ABORT, 'an audit event never changes'); END"
        )
        op.execute(
            f"CREATE TRIGGER audit_events_stay BEFORE DELETE ON audit_events WHEN {UNCOVERED} "
            "BEGIN SELECT RAISE(ABORT, 'an audit event stays until its period is over'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION audit_events_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION 'an audit event never changes'; END IF; "
        f"IF {UNCOVERED} THEN RAISE EXCEPTION 'an audit event stays until its period is over'; END IF; "
        "RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_events_guard BEFORE UPDATE OR DELETE ON audit_events "
        "FOR EACH ROW EXECUTE FUNCTION audit_events_guard()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_events_never_change")
        op.execute("DROP TRIGGER audit_events_stay")
    else:
        op.execute("DROP TRIGGER audit_events_guard ON audit_events")
        op.execute("DROP FUNCTION audit_events_guard()")
    for table in ("backup_proofs", "erasure_marks", "audit_cuts", "audit_anchors", "audit_seals"):
        op.drop_table(table)
