"""The accessibility statement: what was promised, checked when, with what result (A16.2)."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from flask import Response, render_template

from ...core.actor import Actor
from ..kit.door import Allow
from ..kit.headers import revalidated
from .door import door

RESULT = Path(__file__).parents[2] / "accessibility.json"


@door.route("/accessibility", allow=Allow.PUBLIC)
def show_accessibility(_actor: Actor) -> Response:
    """The statement, with the date and the result of the last run over every page."""
    result = last_result()
    return revalidated(
        render_template("careers/accessibility.html", result=result, checked_on=date.fromisoformat(result["on"]))
    )


@cache
def last_result() -> dict[str, Any]:
    """``{"on", "standard", "pages", "languages", "schemes", "violations"}``, as ``make accessibility`` wrote it."""
    found: dict[str, Any] = json.loads(RESULT.read_text(encoding="utf-8"))
    return found
