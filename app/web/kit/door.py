"""The Door: every route says who may enter, and runs in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, g, make_response, redirect, request, url_for

from ...core.actor import VISITOR, Actor, ActorKind
from ...core.db import reading, transaction
from ...core.permissions import Permission
from ...domain.audit.record import Value, record
from ...domain.audit.tags import Tag
from ...extensions import csrf
from .actor import current_actor, current_candidate, must_set_second_factor
from .ended import ended_page, typed
from .origin import refuse_foreign_origin
from .places import nearest_page

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# What a column of whole numbers holds at most, on both engines.
LARGEST_NUMBER = 2**31 - 1
View = Callable[..., Any]
Receiver = Callable[..., None]


class Allow(Enum):
    """Who may enter when no permission of staff is asked."""

    PUBLIC = "public"
    CANDIDATE = "candidate"


@dataclass(frozen=True)
class Afterwards:
    """What a view returns when its answer has to be looked up: ``make`` is called once what was written is committed.

    It reads only, in a transaction of its own: while somebody writes, others wait for it.
    """

    make: Callable[[], Any]


class Door(Blueprint):
    """A blueprint whose routes must say who may enter.

    GET and HEAD run read-only, every other method in one transaction: return commits, raise rolls back. What the
    actor may not do does not exist for them: 404, never 403 (B3.2). ``traces`` names the event that a read leaves in
    the audit log; the page is sent only once that is written.
    """

    def route(  # type: ignore[override]  # stricter on purpose: no route without an answer to "who may enter"
        self,
        rule: str,
        *,
        allow: Permission | Allow,
        traces: Tag | None = None,
        is_set_up: bool = False,
        is_probe: bool = False,
        receives: Receiver | None = None,
        **options: Any,
    ) -> Any:
        """Registers ``view(actor, **path_values)``.

        ``is_set_up`` marks what a person may still do where a second factor is compulsory and they have none yet;
        every other route of staff leads them there (6.3.3). ``is_probe`` marks what must answer when the database does
        not: it opens no transaction and asks for nobody. ``receives``, called with the path's values, does what is
        slow with the body before the transaction opens.
        """

        def register(view: View) -> View:
            guarded = _as_visitor(view) if is_probe else _guard(view, allow, traces, receives, is_set_up=is_set_up)
            guarded.allow = allow  # read by the census of routes
            super(Door, self).route(rule, **options)(guarded)
            return view

        return register


def trace(subject_id: UUID | None, **details: Value) -> None:
    """Says what a traced route has shown, of one thing or of none; written to the log before the answer leaves."""
    g.setdefault("traces", []).append((subject_id, details))


def _guard(
    view: View, allow: Permission | Allow, traces: Tag | None, receives: Receiver | None, *, is_set_up: bool
) -> Any:
    @wraps(view)
    def guarded(**values: Any) -> Response:
        if any(_names_nothing(value) for value in values.values()):
            abort(404)
        is_read = request.method in SAFE_METHODS
        if not is_read:
            refuse_foreign_origin()
            if allow is not Allow.PUBLIC:
                csrf.protect()
            # The body is read here: a slow sender must not hold the transaction of everybody else.
            _ = request.form
            if receives is not None:
                receives(**values)
        with reading() if is_read else transaction():
            actor = current_candidate() if allow is Allow.CANDIDATE else current_actor()
            led_elsewhere = _lead_elsewhere(actor, allow, is_set_up=is_set_up, is_read=is_read)
            if led_elsewhere is not None:
                return led_elsewhere
            answer = view(actor, **values)
            response = None if isinstance(answer, Afterwards) else make_response(answer)
        if response is None:
            with reading():
                response = make_response(answer.make())
        if traces is not None and response.status_code < 300:
            _write_traces(actor, traces)
        return response

    return guarded


def _names_nothing(value: object) -> bool:
    """Whether no address of ours holds it: PostgreSQL will not look for a NUL, nor SQLite for so large a number."""
    return value > LARGEST_NUMBER if isinstance(value, int) else isinstance(value, str) and "\x00" in value


def _lead_elsewhere(actor: Actor, allow: Permission | Allow, *, is_set_up: bool, is_read: bool) -> Response | None:
    """To the sign-in whoever must first say who they are, with what they have typed; 404 for what is not theirs (B3.2).

    A session ends on the server too, after its hour or by a sign-out elsewhere, and its token is good for longer.
    """
    if allow is Allow.PUBLIC:
        return None
    if actor.kind is ActorKind.VISITOR:
        if not is_read and (allow is Allow.CANDIDATE or typed()):
            return ended_page()
        return make_response(redirect(_sign_in(allow, is_read=is_read), code=303))
    if isinstance(allow, Permission):
        if not is_set_up and must_set_second_factor():
            return make_response(redirect(url_for("account.show_second_factor"), code=303))
        if not actor.may(allow):
            abort(404)
    return None


def _as_visitor(view: View) -> Any:
    @wraps(view)
    def guarded(**values: Any) -> Response:
        return make_response(view(VISITOR, **values))

    return guarded


def _write_traces(actor: Actor, tag: Tag) -> None:
    shown = g.pop("traces", [])
    if not shown:
        message = "a traced route must say what it has shown"
        raise RuntimeError(message)
    with transaction():
        for subject_id, details in shown:
            record(actor, tag, subject_id, details)


def _sign_in(allow: Permission | Allow, *, is_read: bool) -> str:
    if allow is Allow.CANDIDATE:
        return url_for("portal.show_sign_in")
    target = request.full_path.rstrip("?") if is_read else nearest_page(request.path)
    return url_for("account.show_sign_in", next=target)
