"""What a supervisor asks: is it alive, is it ready."""

from datetime import timedelta

from flask import Response, jsonify, make_response
from sqlalchemy.exc import SQLAlchemyError

from ...adapters.storage import StorageUnavailable
from ...core.actor import Actor
from ...core.clock import now
from ...core.db import reading
from ...core.queue import find_last_heartbeat
from ...domain.documents.vault import storage
from ..kit.door import Allow
from .door import probes

WORKER_SILENCE = timedelta(seconds=60)


@probes.route("/healthz", allow=Allow.PUBLIC, is_probe=True)
def show_health(_actor: Actor) -> Response:
    """The process answers, whatever else does not."""
    return jsonify(status="ok")


@probes.route("/readyz", allow=Allow.PUBLIC, is_probe=True)
def show_readiness(_actor: Actor) -> Response:
    """Database, storage and worker answer; else 503, and which of them is away. No internals."""
    has_database, has_worker = _ask_database()
    parts = {"database": has_database, "storage": _has_storage(), "worker": has_worker}
    is_ready = all(parts.values())
    words = {name: "ok" if works else "away" for name, works in parts.items()}
    return make_response(jsonify(status="ok" if is_ready else "away", **words), 200 if is_ready else 503)


def _ask_database() -> tuple[bool, bool]:
    """Whether the database answers, and whether it tells of a worker that was there within the last minute."""
    try:
        with reading():
            seen_at = find_last_heartbeat()
    except SQLAlchemyError:
        return False, False
    return True, seen_at is not None and now() - seen_at < WORKER_SILENCE


def _has_storage() -> bool:
    try:
        storage().check()
    except StorageUnavailable:
        return False
    return True
