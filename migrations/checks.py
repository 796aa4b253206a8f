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


def loosen_unique(table: str, columns: list[str], index: str, where: str) -> None:
    """What may stand once in a table may do so from now on only ``where`` something is so: an index of that name."""
    name = f"uq_{table}_{'_'.join(columns)}"
    if _is_sqlite():
        _rebuild(table, f", \n\tCONSTRAINT {name} UNIQUE ({', '.join(columns)})", "")
    else:
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    op.create_index(index, table, columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def tighten_unique(table: str, columns: list[str], index: str) -> None:
    """The way back. The database refuses it, and keeps everything, while something stands there twice."""
    name = f"uq_{table}_{'_'.join(columns)}"
    op.drop_index(index, table)
    if _is_sqlite():
        last = f"CONSTRAINT pk_{table} PRIMARY KEY (id)"
        _rebuild(table, last, f"{last}, \n\tCONSTRAINT {name} UNIQUE ({', '.join(columns)})")
    else:
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({', '.join(columns)})")


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


def _rebuild(table: str, before: str, after: str) -> None:
    """By the first procedure of the same page, which a constraint with an index of its own needs; the keys are off."""
    bind = op.get_bind()
    told = bind.execute(sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :name"), {"name": table})
    rows = [(row.type, row.sql) for row in told if row.sql]
    [made] = [sql for kind, sql in rows if kind == "table"]
    if made.count(before) != 1:
        message = f"{table} has not exactly one {before}"
        raise RuntimeError(message)
    columns = made.replace(before, after)[made.index("(") :]
    op.execute(f"CREATE TABLE {table}_anew {columns}")
    op.execute(f"INSERT INTO {table}_anew SELECT * FROM {table}")
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for kind, sql in rows:
        if kind != "table":
            op.execute(sql)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)
