"""Who had everything erased but what a dispute keeps may apply to the same job again, as anybody (A11.1, A2.17).

On the way back the former version knows one application of a person to a job: while somebody has two, it is refused.
"""

from migrations.checks import loosen_unique, tighten_unique

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

COLUMNS = ["job_id", "candidate_id"]
INDEX = "uq_applications_one_per_person_and_job"


def upgrade() -> None:
    loosen_unique("applications", COLUMNS, INDEX, "erasure_asked_on IS NULL")


def downgrade() -> None:
    tighten_unique("applications", COLUMNS, INDEX)
