"""What goes soon of a job is counted from an index: without it, each visit of a board read all of its applications."""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_applications_job_id_erase_on"), "applications", ["job_id", "erase_on"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_applications_job_id_erase_on"), table_name="applications")
