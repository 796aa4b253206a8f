"""The database knows its erasure ledger by name, and guards the links, anchors and cuts of the log like its events.

A cut is refused within the year before the newest event: with one at any day, the whole log could be let go.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# A year, and the two days by which time zones and leap days may shorten it.
KEPT_DAYS = 363
EVENT_IS_THERE = "EXISTS (SELECT 1 FROM audit_events WHERE audit_events.id = OLD.event_id)"
# The name, when it fires, on what condition, and what it says. UPDATE and DELETE of events have theirs since 0010.
SQLITE = (
    ("audit_seals_never_change", "UPDATE ON audit_seals", "1", "a link of the audit log never changes"),
    ("audit_seals_stay", "DELETE ON audit_seals", EVENT_IS_THERE, "a link of the audit log stays with its event"),
    ("audit_anchors_never_change", "UPDATE ON audit_anchors", "1", "an anchor of the audit log never changes"),
    ("audit_anchors_stay", "DELETE ON audit_anchors", "1", "an anchor of the audit log stays"),
    ("audit_cuts_never_change", "UPDATE ON audit_cuts", "1", "a cut of the audit log never changes"),
    ("audit_cuts_stay", "DELETE ON audit_cuts", "1", "a cut of the audit log stays"),
    (
        "audit_cuts_wait",
        "INSERT ON audit_cuts",
        (
            "COALESCE(julianday(NEW.until_at) > julianday((SELECT max(audit_events.at) FROM audit_events)) "
            f"- {KEPT_DAYS}, 1)"
        ),
        "an audit event stays until its period is over",
    ),
)
FUNCTIONS = (
    (
        "CREATE FUNCTION audit_rows_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% of the audit log: never', TG_TABLE_NAME; END $$"
    ),
    (
        "CREATE FUNCTION audit_seals_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {EVENT_IS_THERE} THEN RAISE EXCEPTION 'a link of the audit log stays with its event'; END IF; "
        "RETURN OLD; END $$"
    ),
    (
        "CREATE FUNCTION audit_cuts_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF COALESCE(NEW.until_at > (SELECT max(audit_events.at) FROM audit_events) "
        f"- interval '{KEPT_DAYS} days', true) "
        "THEN RAISE EXCEPTION 'an audit event stays until its period is over'; END IF; RETURN NEW; END $$"
    ),
    # With the rights of its owner: who runs the application needs none to delete. The guards hold for it all the same.
    (
        "CREATE FUNCTION audit_log_let_go(upto bigint) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER "
        "SET search_path = public, pg_temp AS $$ DECLARE gone bigint; BEGIN "
        "DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_seals WHERE position <= upto); "
        "GET DIAGNOSTICS gone = ROW_COUNT; DELETE FROM audit_seals WHERE position <= upto; RETURN gone; END $$"
    ),
)
TRIGGERS = (
    ("audit_seals_never_change", "BEFORE UPDATE ON audit_seals FOR EACH ROW", "audit_rows_guard"),
    ("audit_seals_stay", "BEFORE DELETE ON audit_seals FOR EACH ROW", "audit_seals_guard"),
    ("audit_anchors_stay", "BEFORE UPDATE OR DELETE ON audit_anchors FOR EACH ROW", "audit_rows_guard"),
    ("audit_cuts_stay", "BEFORE UPDATE OR DELETE ON audit_cuts FOR EACH ROW", "audit_rows_guard"),
    ("audit_cuts_wait", "BEFORE INSERT ON audit_cuts FOR EACH ROW", "audit_cuts_guard"),
    *(
        (f"{table}_whole", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", "audit_rows_guard")
        for table in ("audit_events", "audit_seals", "audit_anchors", "audit_cuts")
    ),
)


def upgrade() -> None:
    op.create_table(
        "erasure_ledger",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_erasure_ledger_one_ledger")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_ledger")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for name, when, condition, words in SQLITE:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {when} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    for function in FUNCTIONS:
        op.execute(function)
    for name, when, function in TRIGGERS:
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {function}()")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, *_ in SQLITE:
            op.execute(f"DROP TRIGGER {name}")
    else:
        for name, when, _ in TRIGGERS:
            op.execute(f"DROP TRIGGER {name} ON {when.split(' ON ')[1].split()[0]}")
        for signature in (
            "audit_rows_guard()",
            "audit_seals_guard()",
            "audit_cuts_guard()",
            "audit_log_let_go(bigint)",
        ):
            op.execute(f"DROP FUNCTION {signature}")
    op.drop_table("erasure_ledger")
