"""What leaves to somebody outside: the one place that makes it, and never without its row of the ledger (C3.0).

Of the copy that the person would get, only the application and the categories that the row names; what the copy masks
is masked here too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ...core.actor import Actor
from ...core.errors import Invalid, Missing
from ...extensions import db
from ..applications.models import Application
from ..disclosures import rules
from ..disclosures.actions import About, Asked, ask_disclosure, mark_sent
from ..disclosures.enums import DataCategory
from ..disclosures.models import Disclosure
from ..disclosures.queries import get_disclosure
from ..documents.queries import list_documents
from ..documents.release import release_original
from ..firm.queries import current_firm
from ..jobs.queries import text_of
from .bundle import Part, file_name, pack
from .collection import collect
from .legible import Reader

FORMAT = "vivier-disclosure-1"
# What each category holds, of the tables of the copy.
HOLDS: Mapping[DataCategory, Mapping[str, str]] = {
    DataCategory.DETAILS: {"candidates": "email", "applications": "name phone current_position submitted_at"},
    DataCategory.ANSWERS: {"applications": "message", "answers": "label value"},
    DataCategory.FILES: {},
    DataCategory.ACCOMMODATION: {"applications": "accommodation"},
    DataCategory.MESSAGES: {"messages": "body written_at"},
    DataCategory.NOTES: {"notes": "body written_at"},
    DataCategory.HISTORY: {
        "applications": "state decided_at rejection_reason",
        "moves": "moved_at from_state to_state rejection_reason",
    },
}
_NO_APPLICATION = _l("There is no application with this reference.")


@dataclass(frozen=True)
class Package:
    """A file on its way out."""

    filename: str
    content: bytes


def disclose_application(*, actor: Actor, reference: str, asked: Asked) -> Disclosure:
    """Asks for a disclosure of the application with that reference, the one in its letters. Raises Invalid, Missing."""
    wanted = select(Application).where(Application.reference == reference.strip().upper())
    application = db.session.scalar(wanted.with_for_update())
    if application is None:
        raise Invalid(_NO_APPLICATION, {"application": _NO_APPLICATION})
    about = About(application.candidate_id, application.id, application.reference)
    return ask_disclosure(actor=actor, about=about, asked=asked)


def take_package(*, actor: Actor, disclosure_id: UUID) -> Package:
    """Makes the package and writes down that it leaves, in one transaction: no row, no file (C3.0).

    It is whole in memory before anything is said to have left. Raises Refused, Missing, StorageUnavailable.
    """
    application_id = get_disclosure(actor, disclosure_id).application_id
    # Before the row, as an erasure or a correction does: they wait, and tell this recipient too.
    wanted = select(Application).where(Application.id == application_id).with_for_update()
    application = db.session.scalar(wanted)
    if application is None:
        raise Missing("")
    # Whatever stops the package takes the row's mark back with it.
    with db.session.begin_nested():
        row = mark_sent(actor=actor, disclosure_id=disclosure_id)
        return Package(f"{row.reference}.zip", b"".join(pack(_parts(row, application))))


def _parts(row: Disclosure, application: Application) -> list[Part]:
    tables, files = _tables(row, application), _files(row, application)
    page = _page(row, application, tables, [part.name for part in files])
    style = render_template("export/style.css").encode()
    said = {"format": FORMAT, "reference": row.reference, "recipient": row.recipient, "tables": tables}
    data = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return [
        Part("index.html", lambda: page),
        Part("style.css", lambda: style),
        Part("data.json", lambda: data),
        *files,
    ]


def _tables(row: Disclosure, application: Application) -> dict[str, list[dict[str, Any]]]:
    """The rows of this application, and of each the chosen columns alone."""
    wanted: dict[str, list[str]] = {}
    for category in row.parts:
        for table, columns in HOLDS[category].items():
            wanted.setdefault(table, []).extend(columns.split())
    ids = {str(each) for each in (application.id, application.candidate_id)}
    # A table's own id, or the application's that it names: one person's other applications stay.
    return {
        table: [
            {column: given[column] for column in wanted[table]}
            for given in rows
            if given.get("application_id", given.get("id")) in ids
        ]
        for table, rows in collect(application.candidate_id).tables.items()
        if table in wanted
    }


def _files(row: Disclosure, application: Application) -> list[Part]:
    """The files as they were sent: evidence is no clean copy. None that the antivirus holds leaves."""
    if DataCategory.FILES not in row.parts:
        return []
    ids = [key for key in (application.cv_id, application.cover_letter_id) if key is not None]
    held = list_documents(ids)
    return [
        _part(file_name(number, held[key]), release_original(held[key]).content) for number, key in enumerate(ids, 1)
    ]


def _part(name: str, content: bytes) -> Part:
    return Part(name, lambda: content, is_packed=True)


def _page(
    row: Disclosure, application: Application, tables: dict[str, list[dict[str, Any]]], files: list[str]
) -> bytes:
    with force_locale(row.locale):
        page = render_template(
            "export/disclosure.html",
            firm=current_firm(),
            language=row.locale,
            disclosure=row,
            job_title=text_of(application.job_id, row.locale).title if DataCategory.DETAILS in row.parts else None,
            what=rules.what_of(row, row.locale),
            parts=Reader(tables, row.locale).all(),
            files=files,
        )
    return page.encode()
