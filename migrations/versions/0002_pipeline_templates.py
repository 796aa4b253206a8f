"""Three pipelines to start from, so that a first job has stages."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEMPLATES = sa.table(
    "pipeline_templates",
    sa.column("id", sa.Uuid()),
    sa.column("names", sa.JSON()),
    sa.column("position", sa.Integer()),
    sa.column("stages", sa.JSON()),
)


def _stage(fr: str, en: str, kind: str, limit_days: int) -> dict[str, object]:
    return {"names": {"fr": fr, "en": en}, "kind": kind, "limit_days": limit_days}


NEW = _stage("Nouvelles", "New", "new", 5)
READING = _stage("Lecture", "Reading", "screening", 7)
OFFER = _stage("Proposition", "Offer", "offer", 10)
ROWS = [
    (
        "7d0c6a5e-51f0-4b0e-9d0a-6f3f0f6a0001",
        {"fr": "Conseil et exécution", "en": "Advisory and execution"},
        [
            NEW,
            READING,
            _stage("Entretien associé", "Partner interview", "interview", 10),
            _stage("Cas pratique", "Case study", "assessment", 10),
            OFFER,
        ],
    ),
    (
        "7d0c6a5e-51f0-4b0e-9d0a-6f3f0f6a0002",
        {"fr": "Stage et alternance", "en": "Internship and apprenticeship"},
        [NEW, READING, _stage("Entretien", "Interview", "interview", 7), OFFER],
    ),
    (
        "7d0c6a5e-51f0-4b0e-9d0a-6f3f0f6a0003",
        {"fr": "Fonctions support", "en": "Support functions"},
        [
            NEW,
            READING,
            _stage("Entretien", "Interview", "interview", 10),
            _stage("Rencontre de l’équipe", "Meeting the team", "interview", 10),
            OFFER,
        ],
    ),
]


def upgrade() -> None:
    op.bulk_insert(
        TEMPLATES,
        [
            {"id": uuid.UUID(id_), "names": names, "position": position, "stages": stages}
            for position, (id_, names, stages) in enumerate(ROWS)
        ],
    )


def downgrade() -> None:
    ids = [uuid.UUID(id_) for id_, _names, _stages in ROWS]
    op.execute(TEMPLATES.delete().where(TEMPLATES.c.id.in_(ids)))
