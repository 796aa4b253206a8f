"""What an applicant asks to be arranged; how close together a member of staff wants the pages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applications", sa.Column("accommodation", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("is_compact", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("accounts", "is_compact")
    op.drop_column("applications", "accommodation")
