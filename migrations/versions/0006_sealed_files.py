"""Files are sealed, scanned and prepared for reading: keys, states, and what is made of each document."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCANS = ("unscanned", "clean", "infected", "failed")
PREPARATIONS = ("waiting", "ready", "failed")
RENDITIONS = ("content", "page", "clean_copy")


def _known(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=f"known_{name}", native_enum=False, create_constraint=True, length=80)


def upgrade() -> None:
    op.create_table(
        "candidate_keys",
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_by", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_candidate_keys_candidate_id_candidates")
        ),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_candidate_keys")),
    )
    op.create_index(op.f("ix_candidate_keys_sealed_by"), "candidate_keys", ["sealed_by"])
    op.create_table(
        "renditions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _known("renditionkind", RENDITIONS), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_renditions_document_id_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renditions")),
        sa.UniqueConstraint("document_id", "kind", "number", name=op.f("uq_renditions_document_id_kind_number")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_renditions_storage_key")),
    )
    # In the words of both engines: rebuilding the table, as Alembic would on SQLite, loses its CHECK constraints.
    for name, known, values, default in (
        ("scan", "scanstate", SCANS, "unscanned"),
        ("preparation", "preparationstate", PREPARATIONS, "waiting"),
    ):
        listed = ", ".join(f"'{value}'" for value in values)
        op.execute(
            f"ALTER TABLE documents ADD COLUMN {name} VARCHAR(80) DEFAULT '{default}' NOT NULL "
            f"CONSTRAINT ck_documents_known_{known} CHECK ({name} IN ({listed}))"
        )
    op.add_column("documents", sa.Column("sealed_key", sa.LargeBinary(), nullable=True))
    op.add_column("documents", sa.Column("staged_by", sa.String(length=64), nullable=True))
    op.add_column("documents", sa.Column("signature", sa.String(length=100), nullable=True))
    op.add_column("documents", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("documents", sa.Column("fault", sa.String(length=40), nullable=True))
    op.add_column("documents", sa.Column("pages", sa.Integer(), nullable=True))
    op.add_column("documents", sa.Column("has_text", sa.Boolean(), nullable=True))
    op.add_column("documents", sa.Column("has_hidden_text", sa.Boolean(), nullable=True))
    op.add_column("documents", sa.Column("has_ocr", sa.Boolean(), nullable=True))
    op.add_column("documents", sa.Column("removed", sa.JSON(), nullable=True))
    op.create_index(op.f("ix_documents_staged_by"), "documents", ["staged_by"])
    op.create_index(op.f("ix_documents_state_scan_preparation"), "documents", ["state", "scan", "preparation"])


def downgrade() -> None:
    sealed = op.get_bind().scalar(sa.text("SELECT count(*) FROM documents WHERE sealed_key IS NOT NULL"))
    if sealed:
        message = f"{sealed} files are sealed: without their keys nobody could ever read them again"
        raise RuntimeError(message)
    op.drop_index(op.f("ix_documents_staged_by"), table_name="documents")
    op.drop_index(op.f("ix_documents_state_scan_preparation"), table_name="documents")
    for name in (
        "removed",
        "has_ocr",
        "has_hidden_text",
        "has_text",
        "pages",
        "fault",
        "tries",
        "staged_by",
        "signature",
        "sealed_key",
        "preparation",
        "scan",
    ):
        op.execute(f"ALTER TABLE documents DROP COLUMN {name}")
    op.drop_table("renditions")
    op.drop_table("candidate_keys")
