"""When a person asked for their file to be erased while a dispute kept it: it goes once the dispute is over."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("erasure_asked_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("applications", "erasure_asked_on")
