"""The words of an ad that somebody was told to read again and kept: they are not asked about twice (A4.6)."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job_texts", sa.Column("words_kept", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("job_texts", "words_kept")
