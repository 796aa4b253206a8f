"""The versions of the notice move the public edition as well: what each promised is kept in memory by its word."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

VERBS = ("INSERT", "UPDATE", "DELETE")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in VERBS:
            op.execute(
                f"CREATE TRIGGER notices_{verb.lower()}_edition AFTER {verb} ON notices BEGIN "
                "INSERT OR REPLACE INTO public_edition (id, word) VALUES (1, lower(hex(randomblob(16)))); END"
            )
        return
    op.execute(
        "CREATE TRIGGER notices_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON notices "
        "FOR EACH STATEMENT EXECUTE FUNCTION new_public_edition()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in VERBS:
            op.execute(f"DROP TRIGGER notices_{verb.lower()}_edition")
        return
    op.execute("DROP TRIGGER notices_edition ON notices")
