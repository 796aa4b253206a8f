"""What the archive keeps is given through the ledger: its row names no candidate, and has one of two grounds.

On the way back such a row names its application in the candidate's place, an id of nobody, for the ledger loses nothing;
up again, that is how it is known.
"""

from alembic import op

from migrations.checks import allow_null, forbid_null

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

CHECK = "candidate_id IS NOT NULL OR ground IN ('legal_duty', 'protection_of_rights')"
COLUMN = ("disclosures", "candidate_id", "ck_disclosures_archive_answers_for_refusals", CHECK)


def upgrade() -> None:
    allow_null(*COLUMN)
    op.execute("UPDATE disclosures SET candidate_id = NULL WHERE candidate_id = application_id")


def downgrade() -> None:
    op.execute("UPDATE disclosures SET candidate_id = application_id WHERE candidate_id IS NULL")
    forbid_null(*COLUMN)
