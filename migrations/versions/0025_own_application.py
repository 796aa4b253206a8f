"""Whoever the team had added and who then applies has the application; what stood there before stays beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# What stands beside, on the way back: neither its rows nor its octets stay without an application that holds them.
FORMER = "SELECT cv_id FROM former_details"
BURY = "INSERT INTO tombstones (storage_key, created_at) SELECT storage_key, CURRENT_TIMESTAMP FROM"


def upgrade() -> None:
    op.execute(
        f"ALTER TABLE sourcings ADD COLUMN applied_at {_moment()} "
        "CONSTRAINT ck_sourcings_who_applies_is_told CHECK (applied_at IS NULL OR informed_at IS NOT NULL)"
    )
    op.create_table(
        "former_details",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("current_position", sa.String(length=160), nullable=True),
        sa.Column("cv_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_former_details_application_id_applications"
        ),
        sa.ForeignKeyConstraint(["cv_id"], ["documents.id"], name="fk_former_details_cv_id_documents"),
        sa.PrimaryKeyConstraint("application_id", name="pk_former_details"),
    )
    op.create_index("ix_former_details_cv_id", "former_details", ["cv_id"])


def downgrade() -> None:
    op.execute(f"{BURY} renditions WHERE document_id IN ({FORMER})")
    op.execute(f"{BURY} documents WHERE id IN ({FORMER})")
    op.execute(f"DELETE FROM renditions WHERE document_id IN ({FORMER})")
    op.execute("CREATE TEMPORARY TABLE former AS SELECT cv_id FROM former_details")
    op.drop_table("former_details")
    op.execute("DELETE FROM documents WHERE id IN (SELECT cv_id FROM former)")
    op.execute("DROP TABLE former")
    op.execute("ALTER TABLE sourcings DROP COLUMN applied_at")


def _moment() -> str:
    return "DATETIME" if op.get_bind().dialect.name == "sqlite" else "TIMESTAMP WITH TIME ZONE"
