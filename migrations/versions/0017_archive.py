"""What is needed to answer for a refusal, apart: sealed packages, archived files, who opened them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_by", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_packages"),
        sa.UniqueConstraint("storage_key", name="uq_packages_storage_key"),
    )
    op.create_index("ix_packages_sealed_by", "packages", ["sealed_by"])
    op.create_table(
        "archived_files",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("package_id", sa.Uuid(), nullable=False),
        sa.Column("person_key", sa.String(length=64), nullable=False),
        sa.Column("reference_key", sa.String(length=64), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=False),
        sa.Column("refused_on", sa.Date(), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.Column("policy_version", sa.String(length=20), nullable=False),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("hold_review_on", sa.Date(), nullable=True),
        sa.Column("held_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(hold_reason IS NULL) = (hold_review_on IS NULL)",
            name=op.f("ck_archived_files_hold_has_reason_and_review"),
        ),
        sa.CheckConstraint(
            "(hold_reason IS NULL) = (held_by IS NULL)", name=op.f("ck_archived_files_hold_has_an_owner")
        ),
        sa.ForeignKeyConstraint(["package_id"], ["packages.id"], name="fk_archived_files_package_id_packages"),
        sa.ForeignKeyConstraint(["held_by"], ["accounts.id"], name="fk_archived_files_held_by_accounts"),
        sa.PrimaryKeyConstraint("application_id", name="pk_archived_files"),
        sa.UniqueConstraint("package_id", name="uq_archived_files_package_id"),
        sa.UniqueConstraint("reference_key", name="uq_archived_files_reference_key"),
    )
    op.create_index("ix_archived_files_person_key", "archived_files", ["person_key"])
    op.create_index("ix_archived_files_erase_on", "archived_files", ["erase_on"])
    op.create_table(
        "archive_openings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["archived_files.application_id"],
            name="fk_archive_openings_application_id_archived_files",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_archive_openings_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_archive_openings"),
    )
    op.create_index("ix_archive_openings_application_id", "archive_openings", ["application_id"])
    op.create_index("ix_archive_openings_account_id", "archive_openings", ["account_id"])
    op.add_column("erasure_receipts", sa.Column("archived_until", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("erasure_receipts", "archived_until")
    op.drop_table("archive_openings")
    op.drop_table("archived_files")
    op.drop_table("packages")
