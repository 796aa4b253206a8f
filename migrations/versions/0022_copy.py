"""Since when an erasure has left the write-ahead log too."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasure_marks", sa.Column("compacted_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_erasure_marks_compacted_at", "erasure_marks", ["compacted_at"])


def downgrade() -> None:
    op.drop_index("ix_erasure_marks_compacted_at", "erasure_marks")
    op.drop_column("erasure_marks", "compacted_at")
