"""What every group of commands says of a fault of the machine: one sentence, and exit 1."""

from typing import Any

import click
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError

from ..adapters.anchors import AnchorsUnusable
from ..adapters.ledger import LedgerUnusable
from ..adapters.sealing import UnknownMasterKey
from ..adapters.storage import StorageUnavailable
from ..core.db import stored_revision
from .migrations import newest_revision

# PostgreSQL's insufficient_privilege.
NOT_ALLOWED = "42501"


class Group(AppGroup):
    """Commands whose operator reads what is away, full or of another version, and no trace of Python."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own signature
        """Runs the command. A fault of ours keeps its trace."""
        try:
            return super().invoke(ctx)
        except (OperationalError, ProgrammingError) as fault:
            # The command's own context is gone.
            with ctx.ensure_object(ScriptInfo).load_app().app_context():
                raise _of_database(fault) from None
        except StorageUnavailable:
            message = "the store of files does not answer"
            raise click.ClickException(message) from None
        except (AnchorsUnusable, LedgerUnusable, UnknownMasterKey, OSError) as fault:
            raise click.ClickException(str(fault)) from None


def _of_database(fault: OperationalError | ProgrammingError) -> Exception:
    try:
        is_other = stored_revision() != newest_revision()
    except DatabaseError:
        is_other = False
    if is_other:
        return click.ClickException(
            "the tables are not those of this version: flask db upgrade, after a backup of what they hold"
        )
    if getattr(fault.orig, "sqlstate", None) == NOT_ALLOWED:
        return click.ClickException(
            f"the role of DATABASE_URL may not do this ({fault.orig}): take the one that owns the tables"
        )
    if isinstance(fault, ProgrammingError):
        return fault
    return click.ClickException(f"the database does not answer, or another holds it: {fault.orig}")
