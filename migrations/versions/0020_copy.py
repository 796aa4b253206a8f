"""Since when an erasure has left the write-ahead log too; how many applications were erased."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasure_marks", sa.Column("compacted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_erasure_marks_compacted_at", "erasure_marks", ["compacted_at"])
    op.create_table(
        "erased_counts",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("campaign", sa.String(length=60), nullable=False),
        sa.Column("is_rare", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_erased_counts_counts_something")),
        sa.CheckConstraint(
            "state IN ('active', 'hired', 'rejected', 'withdrawn')",
            name=op.f("ck_erased_counts_known_applicationstate"),
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name="fk_erased_counts_job_id_jobs"),
        sa.PrimaryKeyConstraint(
            "job_id", "month_on", "source", "campaign", "is_rare", "state", name="pk_erased_counts"
        ),
    )


def downgrade() -> None:
    op.drop_table("erased_counts")
    op.drop_index("ix_erasure_marks_compacted_at", "erasure_marks")
    op.drop_column("erasure_marks", "compacted_at")
