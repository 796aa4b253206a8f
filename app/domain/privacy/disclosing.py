"""What leaves to somebody outside: the one place that makes it, and never without its row of the ledger (C3.0)."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ...core.actor import Actor
from ...core.errors import Invalid, Missing, Refused
from ...extensions import db
from ..applications.models import Application
from ..archive.models import ArchivedFile
from ..archive.queries import lock_opened, read_minimum
from ..disclosures import rules
from ..disclosures.actions import About, Asked, ask_disclosure, mark_sent
from ..disclosures.enums import DataCategory, Ground
from ..disclosures.models import Disclosure
from ..disclosures.queries import get_disclosure
from ..firm.queries import current_firm
from .bundle import Part, pack
from .contents import Contents, contents_of, kept_parts
from .export_words import TITLES, TITLES_FOR_OTHERS
from .legible import Reader

FORMAT = "vivier-disclosure-1"
_NO_APPLICATION = _l("There is no application with this reference.")
_NOT_KEPT = _l("The archive has nothing of this.")


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


def disclose_archived(*, actor: Actor, opening_id: UUID, asked: Asked) -> Disclosure:
    """Asks for a disclosure of the archived file that the actor has open: that one, whatever a form may say (A2.13).

    Raises Invalid, Missing, StorageUnavailable.
    """
    file = lock_opened(actor, opening_id)
    minimum = read_minimum(file)
    if not set(asked.categories) <= set(kept_parts(minimum)):
        raise Invalid(_NOT_KEPT, {"categories": _NOT_KEPT})
    about = About(None, file.application_id, minimum.record["reference"])
    return ask_disclosure(actor=actor, about=about, asked=asked)


def take_package(*, actor: Actor, disclosure_id: UUID) -> Package:
    """Makes the package and writes down that it leaves, in one transaction: no row, no file (C3.0).

    It is whole in memory before anything is said to have left. Raises Refused, Missing, StorageUnavailable.
    """
    # Before the row, as an erasure or a correction does: they wait, and tell this recipient too.
    source = _lock_source(get_disclosure(actor, disclosure_id))
    # Whatever stops the package takes the row's mark back with it.
    with db.session.begin_nested():
        row = mark_sent(actor=actor, disclosure_id=disclosure_id)
        _refuse_erased(row, source)
        return Package(f"{row.reference}.zip", b"".join(pack(_parts(row, contents_of(row, source)))))


def _lock_source(row: Disclosure) -> Application | ArchivedFile:
    """What the row is about, held until the end of the transaction. Raises Missing once it is erased."""
    table: Any = ArchivedFile if row.is_from_archive else Application
    found: Application | ArchivedFile | None = db.session.get(
        table, row.application_id, with_for_update=True, populate_existing=True
    )
    if found is None:
        raise Missing("")
    return found


def _refuse_erased(row: Disclosure, source: Application | ArchivedFile) -> None:
    """Art. 17(3)(e): what a dispute alone keeps of somebody erased serves claims, and no provider's work."""
    if row.ground is Ground.PROCESSOR and isinstance(source, Application) and source.erasure_asked_on is not None:
        raise Refused(_l("The person had it erased, and a dispute alone keeps it. Nothing has left."))


def _parts(row: Disclosure, contents: Contents) -> list[Part]:
    page = _page(row, contents)
    style = render_template("export/style.css").encode()
    said = {"format": FORMAT, "reference": row.reference, "recipient": row.recipient, "tables": contents.tables}
    data = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return [
        Part("index.html", lambda: page),
        Part("style.css", lambda: style),
        Part("data.json", lambda: data),
        *contents.files,
    ]


def _page(row: Disclosure, contents: Contents) -> bytes:
    with force_locale(row.locale):
        page = render_template(
            "export/disclosure.html",
            firm=current_firm(),
            language=row.locale,
            disclosure=row,
            job_title=contents.job_title if DataCategory.DETAILS in row.parts else None,
            what=rules.what_of(row, row.locale),
            parts=Reader(contents.tables, row.locale, {**TITLES, **TITLES_FOR_OTHERS}).all(),
            files=[part.name for part in contents.files],
        )
    return page.encode()
