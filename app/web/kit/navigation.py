"""What surrounds every page: the firm, the languages, the rail of the back office."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, has_request_context, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.local import LocalProxy

from ...core.permissions import GRANTS, Permission, Role
from ...domain.accountability.queries import count_open_breaches
from ...domain.applications.queries.holds import count_due_reviews
from ...domain.applications.queries.sourcings import count_due_informings
from ...domain.audit.queries import count_open_alerts
from ...domain.contact.queries import count_open
from ...domain.disclosures.queries import count_to_look_at
from ...domain.firm.queries import current_brand, current_firm
from ...domain.people.restrictions import count_due_restrictions
from ...domain.privacy.queries import count_old_backups
from ...domain.rights.queries import count_open as count_requests
from .languages import current_language, words
from .places import here, nearest_page, url_for_of_page, whole_address


@dataclass(frozen=True)
class Entry:
    """One line of the rail, shown to those who may follow it; ``count`` says how many things wait behind it.

    Every page asks for it: its statement is built once, of the table's columns and not of the model. That is a fifth.
    """

    group: str
    section: str
    label: object
    endpoint: str
    permission: Permission
    count: Callable[[], int] | None = None


RAIL = (
    Entry("hiring", "jobs", _l("Jobs"), "recruiting.list_jobs", Permission.JOBS_READ),
    Entry("hiring", "messages", _l("Messages"), "recruiting.list_messages", Permission.MESSAGES_ANSWER, count_open),
    Entry(
        "hiring",
        "untold",
        _l("People to inform"),
        "recruiting.list_untold",
        Permission.SOURCINGS_ADD,
        count_due_informings,
    ),
    Entry("hiring", "documents", _l("Files to look at"), "recruiting.list_documents", Permission.DOCUMENTS_OPEN),
    Entry("hiring", "reports", _l("Reports"), "recruiting.show_reports", Permission.APPLICATIONS_READ),
    Entry(
        "privacy", "requests", _l("Requests"), "privacy_desk.list_requests", Permission.REQUESTS_MANAGE, count_requests
    ),
    Entry("privacy", "holds", _l("Holds"), "privacy_desk.list_holds", Permission.HOLDS_MANAGE, count_due_reviews),
    Entry(
        "privacy",
        "apart",
        _l("Data set apart"),
        "privacy_desk.list_apart",
        Permission.REQUESTS_MANAGE,
        count_due_restrictions,
    ),
    Entry(
        "privacy",
        "retention",
        _l("Due dates"),
        "privacy_desk.list_due",
        Permission.RETENTION_READ,
        count_due_informings,
    ),
    Entry(
        "privacy",
        "registers",
        _l("Registers"),
        "privacy_desk.show_registers",
        Permission.REGISTERS_MANAGE,
        count_open_breaches,
    ),
    Entry("privacy", "archive", _l("Archive"), "privacy_desk.show_archive", Permission.ARCHIVE_OPEN),
    Entry(
        "privacy",
        "disclosures",
        _l("Disclosures"),
        "privacy_desk.list_disclosures",
        Permission.DISCLOSURES_APPROVE,
        count_to_look_at,
    ),
    Entry("administration", "accounts", _l("Accounts"), "admin.list_accounts", Permission.ACCOUNTS_MANAGE),
    Entry("administration", "outbox", _l("Outgoing mail"), "admin.list_outbox", Permission.OUTBOX_READ),
    Entry("administration", "alerts", _l("Alerts"), "admin.list_alerts", Permission.ALERTS_MANAGE, count_open_alerts),
    Entry(
        "administration",
        "operation",
        _l("Operation"),
        "admin.show_operation",
        Permission.OPERATION_READ,
        count_old_backups,
    ),
    Entry("administration", "settings", _l("The firm"), "admin.show_settings", Permission.SETTINGS_MANAGE),
    # After the others, though it stands above: the first page after a sign-in is never the log (see home_endpoint).
    Entry("privacy", "audit", _l("Security log"), "privacy_desk.list_events", Permission.AUDIT_READ),
    Entry("own", "account", _l("My account"), "account.show_account", Permission.ACCOUNT_SELF),
)


# The order of the rail; what comes later has its place in one of them.
GROUPS: dict[str, object] = {
    "hiring": _l("Recruitment"),
    "privacy": _l("Data protection"),
    "administration": _l("Administration"),
    "own": "",
}
LANGUAGE_NAMES = {"fr": "Français", "en": "English"}


def register(app: Flask) -> None:
    """Gives every template the frame around its page."""
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    language, languages = current_language(), current_app.config["LANGUAGES"]
    return {
        **words(),
        # Looked at by the public pages, once each; the back office knows whose it is.
        "firm": LocalProxy(cache(current_firm)),
        "brand": current_brand(),
        # One for all the forms of this page.
        "csrf_token": cache(generate_csrf),
        "language": language,
        "languages": languages,
        "other_languages": [code for code in languages if code != language],
        "in_other_language": _in_other_language,
        "language_names": LANGUAGE_NAMES,
        # Asked for by the back office's frame alone: a public page, or an error page, must not need the accounts.
        "current_user": current_user,
        "rail": _groups,
        "here": here,
        "whole_address": whole_address,
        # A letter has only whole addresses.
        **({"url_for": url_for_of_page()} if has_request_context() else {}),
    }


def _role() -> Role | None:
    """Of who is signed in, once they have shown all that they must."""
    if not current_user.is_authenticated or current_user.must_set_second_factor:
        return None
    role: Role = current_user.role
    return role


def _rail(role: Role | None) -> list[Entry]:
    return [entry for entry in RAIL if role and entry.permission in GRANTS[role]]


def _groups() -> list[tuple[str, list[Entry]]]:
    """The rail, group by group: title and entries."""
    return _grouped(_role(), current_language())


@cache
def _grouped(role: Role | None, _language: str) -> list[tuple[str, list[Entry]]]:
    """The same for all of one role, and said once in the language being spoken, which is that one."""
    entries = [replace(entry, label=str(entry.label)) for entry in _rail(role)]
    grouped = [(str(title), [entry for entry in entries if entry.group == group]) for group, title in GROUPS.items()]
    return [(title, members) for title, members in grouped if members]


def home_endpoint() -> str:
    """The first page of the back office that the signed-in person may see."""
    return _rail(_role())[0].endpoint


def _in_other_language(code: str) -> str:
    """This page in language ``code``, or the one whose form was refused; the start page when there is none."""
    if request.endpoint is None or request.method not in {"GET", "HEAD"}:
        above = nearest_page(request.path) if request.endpoint else None
        if above is None:
            return url_for("careers.list_jobs", lang=code)
        path = f"{request.script_root}{above}?lang={code}"
    else:
        path = url_for(request.endpoint, **{**(request.view_args or {}), "lang": code})
    asked = urlencode([(key, value) for key, value in request.args.items(multi=True) if key != "lang"])
    return f"{path}&{asked}" if asked else path
