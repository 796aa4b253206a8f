"""A constraint that a table changes later: its own, on both engines, without rebuilding the table."""

import sqlalchemy as sa
from alembic import op


def change_known(table: str, column: str, check: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Replaces ``CHECK (column IN (before))``, named ``check``, by one with the values ``after``."""
    change_check(table, check, f"{column} IN ({_listed(before)})", f"{column} IN ({_listed(after)})")


def change_check(table: str, check: str, before: str, after: str) -> None:
    """Replaces the text of a CHECK constraint."""
    if _is_sqlite():
        _rewrite(table, f"CHECK ({before})", f"CHECK ({after})")
        return
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({after})")


def allow_null(table: str, column: str, check: str, unless: str) -> None:
    """A column of ids may be empty, as far as a CHECK of that name, ``unless``, lets it."""
    if _is_sqlite():
        _rewrite(table, *_with_null(column, check, unless))
        return
    op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK ({unless})")


def forbid_null(table: str, column: str, check: str, unless: str) -> None:
    """The way back, once no row has it empty."""
    if _is_sqlite():
        _rewrite(table, *reversed(_with_null(column, check, unless)))
        return
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
    op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL")


def _with_null(column: str, check: str, unless: str) -> tuple[str, str]:
    return f"{column} CHAR(32) NOT NULL", f"{column} CHAR(32) CONSTRAINT {check} CHECK ({unless})"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _rewrite(table: str, before: str, after: str) -> None:
    """By the second procedure of SQLite's own manual ("Making Other Kinds Of Table Schema Changes", lang_altertable).

    The change leaves no row different, so the text of the table may be written anew.
    """
    bind = op.get_bind()
    told = bind.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": table})
    if str(told).count(before) != 1:
        message = f"{table} has not exactly one {before}"
        raise RuntimeError(message)
    version = bind.scalar(sa.text("PRAGMA schema_version"))
    op.execute("PRAGMA writable_schema=ON")
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE type = 'table' AND name = :name"),
        {"before": before, "after": after, "name": table},
    )
    op.execute(f"PRAGMA schema_version={int(version or 0) + 1}")
    op.execute("PRAGMA writable_schema=OFF")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
