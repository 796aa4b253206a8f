"""What people need kept is looked at again; masks; statements beside the notes; a request that an erasure ended."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_known

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEPT = "review_on IS NULL OR reason IN ('unlawful', 'claims')"
STATE = ("rights_requests", "state", "ck_rights_requests_known_requeststate")
STATES = ("open", "waiting", "answered", "refused")
KIND = ("outgoing_mails", "kind", "ck_outgoing_mails_known_mailkind")
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
)
REST = (
    "restriction_lifted",
    "pool_renewal",
    "sharing_asked",
    "disclosure_corrected",
    "disclosure_erased",
    "person_informed",
    "informing_due",
    "account_invited",
)
BEFORE, AFTER = (*FIRST, *REST), (*FIRST, "request_erased", *REST)


def upgrade() -> None:
    op.execute(
        "ALTER TABLE restrictions ADD COLUMN review_on DATE "
        f"CONSTRAINT ck_restrictions_keeps_for_two_reasons CHECK ({KEPT})"
    )
    _review_those_that_keep()
    change_known(*STATE, STATES, (*STATES, "erased"))
    change_known(*KIND, BEFORE, AFTER)
    op.create_table(
        "masks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidates.id"], name="fk_masks_candidate_id_candidates"),
        sa.ForeignKeyConstraint(["made_by"], ["accounts.id"], name="fk_masks_made_by_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_masks"),
        sa.UniqueConstraint("candidate_id", "words", name="uq_masks_candidate_id_words"),
    )
    op.create_table(
        "statements",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_statements_application_id_applications"
        ),
        sa.PrimaryKeyConstraint("application_id", name="pk_statements"),
    )


def downgrade() -> None:
    op.drop_table("statements")
    op.drop_table("masks")
    op.execute("DELETE FROM outgoing_mails WHERE kind = 'request_erased'")
    change_known(*KIND, AFTER, BEFORE)
    op.execute("UPDATE rights_requests SET state = 'answered', answered_at = registered_at WHERE state = 'erased'")
    change_known(*STATE, (*STATES, "erased"), STATES)
    op.execute("ALTER TABLE restrictions DROP COLUMN review_on")


def _review_those_that_keep() -> None:
    """What was asked before is looked at within a year, as any other: nothing of theirs is erased until then."""
    rows = sa.table("restrictions", sa.column("review_on", sa.Date()), sa.column("reason", sa.String()))
    kept = rows.update().where(rows.c.reason.in_(["unlawful", "claims"]))
    op.execute(kept.values(review_on=datetime.now(UTC).date() + timedelta(days=365)))
