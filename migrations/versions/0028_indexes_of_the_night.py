"""What the night asks of all applications is read from an index alone: whose go soon, and how many an ad has brought."""

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BEFORE = {"erase_on": ["erase_on"]}
AFTER = {
    "erase_on_candidate_id": ["erase_on", "candidate_id"],
    "source_campaign_candidate_id": ["source", "campaign", "candidate_id"],
}


def upgrade() -> None:
    _replace(BEFORE, AFTER)


def downgrade() -> None:
    _replace(AFTER, BEFORE)


def _replace(before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    for name in before:
        op.drop_index(op.f(f"ix_applications_{name}"), table_name="applications")
    for name, columns in after.items():
        op.create_index(op.f(f"ix_applications_{name}"), "applications", columns)
