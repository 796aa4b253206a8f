"""What came of the ads is counted from an index alone: of a hundred thousand applications each was read for it."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

BEFORE = "ix_applications_job_id_submitted_at"
AFTER = "ix_applications_counted"


def upgrade() -> None:
    op.create_index(AFTER, "applications", ["job_id", "submitted_at", "source", "campaign", "state"])
    op.drop_index(op.f(BEFORE), table_name="applications")


def downgrade() -> None:
    op.create_index(op.f(BEFORE), "applications", ["job_id", "submitted_at"])
    op.drop_index(AFTER, table_name="applications")
