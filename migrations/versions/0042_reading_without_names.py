"""A job may be read without names, and each application of it be shown whole from some moment on (A4.5)."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("is_blind", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("applications", sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("applications", "revealed_at")
    op.drop_column("jobs", "is_blind")
