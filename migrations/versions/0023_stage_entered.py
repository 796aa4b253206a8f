"""The list of a job by the days in the stage is read from an index, and no longer sorted at each visit."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    name = op.f("ix_applications_job_id_stage_entered_at")
    op.create_index(name, "applications", ["job_id", "stage_entered_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_applications_job_id_stage_entered_at"), table_name="applications")
