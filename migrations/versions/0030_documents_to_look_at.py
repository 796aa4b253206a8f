"""The files that a person should look at are few among all that are kept, and have an index of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TO_LOOK_AT = sa.text(
    "scan IN ('infected', 'failed') OR preparation = 'failed' OR has_text IS FALSE OR has_hidden_text IS TRUE"
)


def upgrade() -> None:
    op.create_index(
        "ix_documents_to_look_at",
        "documents",
        ["created_at"],
        sqlite_where=TO_LOOK_AT,
        postgresql_where=TO_LOOK_AT,
    )


def downgrade() -> None:
    op.drop_index("ix_documents_to_look_at", table_name="documents")
