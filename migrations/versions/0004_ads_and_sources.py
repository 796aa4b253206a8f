"""The whole address and the last day of an ad; through which ad an application came."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("street", sa.String(length=160), nullable=True))
    op.add_column("jobs", sa.Column("postal_code", sa.String(length=12), nullable=True))
    op.add_column("jobs", sa.Column("closes_on", sa.Date(), nullable=True))
    for name in ("source", "medium", "campaign"):
        op.add_column("applications", sa.Column(name, sa.String(length=60), nullable=True))


def downgrade() -> None:
    for name in ("campaign", "medium", "source"):
        op.drop_column("applications", name)
    for name in ("closes_on", "postal_code", "street"):
        op.drop_column("jobs", name)
