"""How the instance does, for who runs it: what waits, what failed, and nothing of any candidate (B3.3)."""

from flask import render_template

from ...core.actor import Actor
from ...core.permissions import Permission
from ...core.queue import find_last_heartbeat, list_runs
from ...domain.accountability.queries import refused_kinds
from ...domain.documents.enums import PreparationState, ScanState
from ...domain.documents.queries import count_kept
from ...domain.documents.vault import has_scanner
from ...domain.privacy.queries import count_old_backups, find_last_proof
from .door import door


@door.route("/operation", allow=Permission.OPERATION_READ)
def show_operation(_actor: Actor) -> str:
    """The worker and its tasks; the files that wait for the antivirus or to be made ready, or that are held."""
    counts = count_kept()
    return render_template(
        "admin/operation.html",
        refused=refused_kinds(),
        heartbeat=find_last_heartbeat(),
        runs=list_runs(),
        has_scanner=has_scanner(),
        proof=find_last_proof(),
        is_proof_old=count_old_backups() > 0,
        scans={state: _sum(counts, scan=state) for state in ScanState},
        preparations={state: _sum(counts, preparation=state) for state in PreparationState},
    )


def _sum(
    counts: dict[tuple[ScanState, PreparationState], int],
    *,
    scan: ScanState | None = None,
    preparation: PreparationState | None = None,
) -> int:
    return sum(count for (one, other), count in counts.items() if scan in {None, one} and preparation in {None, other})
