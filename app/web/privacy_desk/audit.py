"""The security log: read by who answers for it, and each reading stands in it (C3.3).

The officer reads it for the people whom it speaks of, the administrator for the machine: it names accounts and ids,
never a candidate (B3.3).
"""

from uuid import UUID

from flask import render_template, request
from flask_babel import gettext as _

from ...core.actor import Actor
from ...core.permissions import Permission
from ...core.text import clean_line
from ...domain.audit.queries import list_events as find_events
from ...domain.audit.tags import Tag
from ...domain.people.queries import names_of_accounts
from ..kit.door import trace
from .acts import ACTS
from .door import door


@door.route("/audit", allow=Permission.AUDIT_READ, traces=Tag.AUDIT_READ)
def list_events(_actor: Actor) -> str:
    """Events, newest first; of one kind, or about one subject."""
    raw, words = request.args.get("tag", ""), clean_line(request.args.get("subject"))
    tag = Tag(raw) if raw in set(Tag) else None
    subject_id, fault = _id(words)
    page = None if fault else find_events(tag=tag, subject_id=subject_id, page=request.args.get("page", 1, type=int))
    trace(subject_id, tag=tag, page=page.number if page else None)
    return render_template(
        "privacy_desk/audit.html",
        page=page,
        acts=ACTS,
        chosen=tag,
        subject=words,
        fault=fault,
        asked={name: value for name, value in (("tag", tag), ("subject", words)) if value},
        names=names_of_accounts([event.actor_id for event in page.items] if page else []),
    )


def _id(words: str) -> tuple[UUID | None, str | None]:
    """The id that was typed, or what is wrong with it."""
    try:
        return (UUID(words) if words else None), None
    except ValueError:
        return None, _("This is no id: thirty-two letters and figures, as they stand in the log.")
