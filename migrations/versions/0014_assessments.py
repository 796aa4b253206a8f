"""How an assessment is done, told beforehand: the method of a stage, since when, and the letter about it."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_known

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FIRST = ("application_received", "application_repeated", "application_message")
REST = (
    "candidate_code",
    "contact_received",
    "contact_answered",
    "request_received",
    "request_proof",
    "request_extended",
    "request_answered",
    "restriction_lifted",
    "pool_renewal",
    "sharing_asked",
    "disclosure_corrected",
    "disclosure_erased",
    "account_invited",
)
KIND = ("outgoing_mails", "kind", "ck_outgoing_mails_known_mailkind")
BEFORE, AFTER = (*FIRST, *REST), (*FIRST, "assessment_announced", *REST)
METHOD = {
    "fr": "Un cas écrit, préparé puis présenté à l’équipe ; seules les personnes qui recrutent pour ce poste le lisent.",
    "en": "A written case, prepared and then presented to the team; only those who recruit for this job read it.",
}
TEMPLATES = sa.table("pipeline_templates", sa.column("id", sa.Uuid()), sa.column("stages", sa.JSON()))


def upgrade() -> None:
    op.add_column("stages", sa.Column("method", sa.JSON(), nullable=True))
    op.add_column("stages", sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True))
    _change_templates(lambda stage: stage | {"method": METHOD} if stage["kind"] == "assessment" else stage)
    change_known(*KIND, BEFORE, AFTER)


def _change_templates(change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """New jobs copy their stages from these; those that there are wait for their own method."""
    rows = op.get_bind().execute(sa.select(TEMPLATES)).all()
    for key, stages in rows:
        op.execute(sa.update(TEMPLATES).where(TEMPLATES.c.id == key).values(stages=[change(stage) for stage in stages]))


def downgrade() -> None:
    _change_templates(lambda stage: {name: value for name, value in stage.items() if name != "method"})
    op.execute("DELETE FROM outgoing_mails WHERE kind = 'assessment_announced'")
    change_known(*KIND, AFTER, BEFORE)
    op.execute("ALTER TABLE stages DROP COLUMN announced_at")
    op.execute("ALTER TABLE stages DROP COLUMN method")
