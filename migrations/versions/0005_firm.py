"""What an administrator may change of the firm: facts, words, colour, pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "firm_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("privacy_contact", sa.String(length=254), nullable=True),
        sa.Column("legal_line", sa.String(length=500), nullable=True),
        sa.Column("accent", sa.String(length=7), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_firm_settings_one_firm")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_settings")),
    )
    op.create_table(
        "firm_images",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("logo", "photo", name="known_imagekind", native_enum=False, create_constraint=True, length=80),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_images")),
        sa.UniqueConstraint("sha256", name=op.f("uq_firm_images_sha256")),
    )


def downgrade() -> None:
    op.drop_table("firm_images")
    op.drop_table("firm_settings")
