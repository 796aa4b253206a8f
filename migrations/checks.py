"""A CHECK constraint that takes more values than before: a table's own, on both engines, without rebuilding the table."""

import sqlalchemy as sa
from alembic import op


def change_known(table: str, column: str, check: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Replaces ``CHECK (column IN (before))``, named ``check``, by one with the values ``after``."""
    change_check(table, check, f"{column} IN ({_listed(before)})", f"{column} IN ({_listed(after)})")


def change_check(table: str, check: str, before: str, after: str) -> None:
    """Replaces the text of a CHECK constraint.

    On SQLite by the second procedure of its own manual ("Making Other Kinds Of Table Schema Changes", lang_altertable):
    the change leaves no row different, so the text of the table may be written anew.
    """
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({after})")
        return
    told = bind.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": table})
    if str(told).count(f"CHECK ({before})") != 1:
        message = f"{table} has not exactly one CHECK ({before})"
        raise RuntimeError(message)
    version = bind.scalar(sa.text("PRAGMA schema_version"))
    op.execute("PRAGMA writable_schema=ON")
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = :name"),
        {"before": f"CHECK ({before})", "after": f"CHECK ({after})", "name": table},
    )
    op.execute(f"PRAGMA schema_version={int(version or 0) + 1}")
    op.execute("PRAGMA writable_schema=OFF")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
