"""What the worker looks for every second, and the page of letters: each is found in an index."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

UNSEALED = sa.text("sealed_key IS NULL")
INDEXES = {
    "documents": (["preparation", "state", "created_at"], ["has_text", "has_ocr"]),
    "outgoing_mails": (["created_at"], ["state", "created_at"]),
}


def upgrade() -> None:
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    op.create_index("ix_documents_unsealed", "documents", ["id"], sqlite_where=UNSEALED, postgresql_where=UNSEALED)


def downgrade() -> None:
    op.drop_index("ix_documents_unsealed", table_name="documents")
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
