"""How Alembic meets the application: its engine, its metadata, and a migration that never waits for ever."""

from alembic import context
from flask import current_app
from sqlalchemy import text
from sqlalchemy.types import TypeEngine

LOCK_TIMEOUT_SECONDS = 10


def _plain_type(type_: str, column_type: TypeEngine, _autogen: object) -> str | bool:
    """Our UTC type is a plain DateTime to the database: a revision must not import the application."""
    if type_ == "type" and type(column_type).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Runs the asked revisions, each in its own transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(vivier_writes=True) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'"))
            connection.commit()
        else:
            # Batch mode rebuilds tables: with the keys on, dropping the old one would take its children along. They
            # cannot be put on again within a transaction: this connection goes back to no pool, and is closed.
            connection.detach()
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=current_app.extensions["vivier.metadata"],
            render_as_batch=True,
            render_item=_plain_type,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
