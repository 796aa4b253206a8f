"""Each promise of the policy, what enforces it, and what its tests said last, each by its name (R15)."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, render_template

from ...core.actor import Actor
from ...domain.policy.promises import PROMISES
from ..kit.door import Allow
from ..kit.headers import revalidated
from .door import door

# Written by the test run (tools/promises.py); shipped with the application.
PROOF = Path(__file__).parents[2] / "promises.json"


@door.route("/privacy/promises", allow=Allow.PUBLIC)
def show_promises(_actor: Actor) -> Response:
    """Kept is what tests have shown to be kept; anything else is not yet."""
    proof = _proof()
    rows = [(promise, proof["promises"].get(promise.number, {})) for promise in PROMISES]
    kept = {promise.number for promise, tests in rows if tests and all(tests.values())}
    on = date.fromisoformat(proof["on"])
    return revalidated(render_template("careers/promises.html", rows=rows, kept=kept, on=on, total=len(rows)))


@cache
def _proof() -> dict[str, Any]:
    proof: dict[str, Any] = json.loads(PROOF.read_text(encoding="utf-8"))
    return proof
