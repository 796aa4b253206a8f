"""What a supervisor asks: is it alive, is it ready."""

import os
from datetime import timedelta

from flask import Response, current_app, jsonify, make_response
from sqlalchemy.exc import SQLAlchemyError

from ...core.actor import Actor
from ...core.clock import now
from ...core.db import ping
from ...core.queue import find_last_heartbeat
from ..kit.door import Allow
from .door import probes

WORKER_SILENCE = timedelta(seconds=60)


@probes.route("/healthz", allow=Allow.PUBLIC)
def show_health(_actor: Actor) -> Response:
    """The process answers."""
    return jsonify(status="ok")


@probes.route("/readyz", allow=Allow.PUBLIC)
def show_readiness(_actor: Actor) -> Response:
    """Database, storage and worker answer; 503 and which does not otherwise. No internals."""
    parts = {"database": _has_database(), "storage": os.access(current_app.config["UPLOADS_DIR"], os.W_OK)}
    parts["worker"] = parts["database"] and _has_worker()
    ready = all(parts.values())
    words = {name: "ok" if works else "away" for name, works in parts.items()}
    return make_response(jsonify(status="ok" if ready else "away", **words), 200 if ready else 503)


def _has_database() -> bool:
    try:
        ping()
    except SQLAlchemyError:
        return False
    return True


def _has_worker() -> bool:
    seen_at = find_last_heartbeat()
    return seen_at is not None and now() - seen_at < WORKER_SILENCE
