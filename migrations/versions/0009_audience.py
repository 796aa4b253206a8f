"""Daily counts of page views, and whether the firm wants them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_visit_counts_counts_something")),
        sa.PrimaryKeyConstraint("day", "page", "job_id", name=op.f("pk_visit_counts")),
    )
    op.create_table(
        "counted_files",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counted_files")),
    )
    with op.batch_alter_table("firm_settings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("counts_visits", sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("firm_settings", schema=None) as batch_op:
        batch_op.drop_column("counts_visits")
    op.drop_table("counted_files")
    op.drop_table("visit_counts")
