"""What is searched holds plain signs: an ad that says d’affaires is found by d'affaires, which a keyboard writes."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

SEARCHED = (("job_texts", "search_text", None), ("applications", "name_key", 160))
ALIKE = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u2010": "-", "œ": "oe", "æ": "ae"}


def upgrade() -> None:
    for name, column, most in SEARCHED:
        table = sa.table(name, sa.column(column, sa.String()))
        searched = table.c[column]
        for sign, plain in ALIKE.items():
            told = sa.func.replace(searched, sign, plain)
            told = sa.func.substr(told, 1, most) if most else told
            op.execute(sa.update(table).where(searched.contains(sign)).values({searched: told}))


def downgrade() -> None:
    pass
