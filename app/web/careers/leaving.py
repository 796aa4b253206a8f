"""Out of the talent pool by the link of a letter: no cookie, no sign-in, and a mail program may press it (RFC 8058)."""

from flask import render_template

from ...core.actor import Actor
from ...domain.applications.actions.own import leave_pool_from_letter
from ...domain.people.enums import ConsentPurpose
from ...domain.people.leaving import read_leaving
from ...domain.people.queries import find_live_consent, get_candidate
from ..kit.door import Allow
from .door import door


@door.route("/leave-pool/<token>", allow=Allow.PUBLIC)
def show_leaving(_actor: Actor, token: str) -> str:
    """A button. Whoever only looks, a scanner of links included, changes nothing (B6.1)."""
    return _page(token)


@door.route("/leave-pool/<token>", methods=["POST"], allow=Allow.PUBLIC)
def leave_by_letter(_actor: Actor, token: str) -> str:
    """Ends the consent, and says so at once: what a mail program sends is not to be led elsewhere (RFC 8058, 3.1)."""
    leave_pool_from_letter(token=token)
    return _page(token)


def _page(token: str) -> str:
    person = get_candidate(read_leaving(token))
    is_member = find_live_consent(person.id, ConsentPurpose.POOL) is not None
    return render_template("careers/leaving.html", token=token, is_member=is_member)
