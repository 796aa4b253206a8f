"""The edition of the public pages: a word that triggers change with every row that they are made of.

A later migration that makes one of these tables anew (batch mode, on SQLite) must put its triggers back:
tests/web/careers/test_shared_pages.py finds them missing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

WATCHED = ("firm_images", "firm_settings", "job_texts", "jobs", "questions", "stages")
VERBS = ("INSERT", "UPDATE", "DELETE")


def upgrade() -> None:
    op.create_table(
        "public_edition",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("word", sa.String(length=36), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_public_edition_one_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_edition")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for table in WATCHED:
            for verb in VERBS:
                op.execute(
                    f"CREATE TRIGGER {table}_{verb.lower()}_edition AFTER {verb} ON {table} BEGIN "
                    "INSERT OR REPLACE INTO public_edition (id, word) VALUES (1, lower(hex(randomblob(16)))); END"
                )
        return
    op.execute(
        "CREATE FUNCTION new_public_edition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO public_edition (id, word) VALUES (1, gen_random_uuid()::text) "
        "ON CONFLICT (id) DO UPDATE SET word = EXCLUDED.word; RETURN NULL; END $$"
    )
    for table in WATCHED:
        op.execute(
            f"CREATE TRIGGER {table}_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION new_public_edition()"
        )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in WATCHED:
        for name in [f"{table}_{verb.lower()}_edition" for verb in VERBS] if is_sqlite else [f"{table}_edition"]:
            op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else f" ON {table}"))
    if not is_sqlite:
        op.execute("DROP FUNCTION new_public_edition()")
    op.drop_table("public_edition")
