"""What a person corrects while a dispute keeps their application stays beside, until the dispute is over (A2.17)."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

WHAT = [
    "name",
    "email",
    "phone",
    "current_position",
    "message",
    "accommodation",
    "answers",
    "statement",
    "cv",
    "cover_letter",
]


def upgrade() -> None:
    op.create_table(
        "former_words",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(*WHAT, name="known_correction", native_enum=False, create_constraint=True, length=80),
            nullable=False,
        ),
        sa.Column("question", sa.String(length=300), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_former_words_application_id_applications"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_former_words"),
    )
    op.create_index("ix_former_words_application_id", "former_words", ["application_id"])


def downgrade() -> None:
    op.drop_table("former_words")
