"""Makes files ready to be read, as soon as they are an application's: prepared at intake, never at the click."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from uuid import UUID

from sqlalchemy import Select, select, update

from ...adapters import ocr
from ...adapters.confinement import ReaderFailed, Reason
from ...adapters.previews import Content
from ...adapters.storage import FileLost, StorageUnavailable
from ...core import logging
from ...core.db import reading, transaction
from ...extensions import db
from . import queries, vault
from .enums import DocumentState, MediaType, PreparationState, RenditionKind, ScanState
from .models import Document, Rendition
from .personal_data import bury_rendition
from .preparation import Made, Prepared, load, prepare, read_scan, store

# Two for each processor keep them busy while one waits for the disk.
BATCH = 2 * (os.cpu_count() or 1)
# A file that has taken the whole worker down with it twice is not tried a third time.
MAX_TRIES = 2
log = logging.get(__name__)


def is_preparation_due() -> bool:
    """Whether a kept file that may be opened waits to be made ready."""
    return bool(_list_waiting(1))


def prepare_batch() -> int:
    """Makes some files ready, several at a time; says how many.

    Raises StorageUnavailable where the store takes nothing: they go on waiting, and none of their tries is used up.
    Those that it does not give, or of which it does not take all, wait as well; it is raised once the others are made.
    """
    held: set[UUID] = set()
    with reading():
        vault.must_have_room()
    with transaction():
        _give_up()
        waiting = _list_waiting(BATCH)
        db.session.execute(update(Document).where(Document.id.in_(waiting)).values(tries=Document.tries + 1))
    with reading():
        sources = [source for each in waiting if (source := _read(each, held)) is not None]
    with ThreadPoolExecutor(BATCH) as pool:
        made = {pool.submit(prepare, content, media_type): document_id for document_id, content, media_type in sources}
        # Each as it comes: none waits for a slow one, and none is lost with it.
        for result in as_completed(made):
            try:
                _keep(made[result], result.result())
            except StorageUnavailable:
                held.add(made[result])
    if held:
        _give_back(held)
        raise StorageUnavailable
    return len(waiting)


def is_recognition_due() -> bool:
    """Whether a scan without text waits for a reader of pictures that there is."""
    return ocr.find_ocr() is not None and db.session.scalar(_scans().limit(1)) is not None


def recognise_one() -> None:
    """Reads the oldest scan that waits and whose pages are there: some seconds a page.

    Raises StorageUnavailable where the store gives none of them.
    """
    with reading():
        oldest = _scans().with_only_columns(Document).order_by(Document.created_at).limit(BATCH)
        waiting = db.session.scalars(oldest).all()
        found = next(filter(None, map(_read_pages, waiting)), None)
    if found is None:
        if waiting:
            raise StorageUnavailable
        return
    document_id, said, pictures = found
    try:
        made = store(read_scan(said, pictures))
    except ReaderFailed as failure:
        log.warning("scan not recognised", document_id=str(document_id), reason=failure.reason.value)
        made = None
    with transaction():
        held = db.session.get(Document, document_id, with_for_update=True, populate_existing=True)
        if held is None:
            return
        held.has_ocr = made is not None
        if made is not None:
            bury_rendition(next(one for one in queries.list_renditions(held.id) if one.kind is RenditionKind.CONTENT))
            _put(held, made)


def _give_up() -> None:
    """On what has been begun too often and never ended."""
    db.session.execute(
        update(Document)
        .where(Document.preparation == PreparationState.WAITING, Document.tries >= MAX_TRIES)
        .values(preparation=PreparationState.FAILED, fault=Reason.CRASHED.value)
    )


def _give_back(document_ids: set[UUID]) -> None:
    """A try that the store took from a file, which is not at fault."""
    with transaction():
        begun = Document.preparation == PreparationState.WAITING, Document.tries > 0
        db.session.execute(
            update(Document).where(Document.id.in_(document_ids), *begun).values(tries=Document.tries - 1)
        )


def _keep(document_id: UUID, prepared: Prepared) -> None:
    """Writes all that was made, unless the document went meanwhile."""
    if prepared.fault is not None:
        log.warning("document not prepared", document_id=str(document_id), reason=prepared.fault)
    with transaction():
        document = db.session.get(Document, document_id, with_for_update=True, populate_existing=True)
        if document is None or document.preparation is not PreparationState.WAITING:
            return
        for made in prepared.made:
            _put(document, made)
        said = prepared.content
        document.preparation = PreparationState.READY if said else PreparationState.FAILED
        document.fault, document.removed = prepared.fault, prepared.removed
        if said is not None:
            document.pages, document.has_text, document.has_hidden_text = said.pages, said.has_text, bool(said.hidden)


def _put(document: Document, made: Made) -> None:
    key = vault.put_rendition(document, made.kind, made.number, made.content)
    db.session.add(
        Rendition(
            document_id=document.id,
            kind=made.kind,
            number=made.number,
            media_type=made.media_type,
            storage_key=key,
            size=len(made.content),
        )
    )
    db.session.flush()


def _read(document_id: UUID, held: set[UUID]) -> tuple[UUID, bytes, MediaType] | None:
    """The octets of a document; None when its file is not there, which ``reconcile`` tells, or is added to ``held``."""
    document = db.session.get(Document, document_id)
    try:
        return None if document is None else (document.id, vault.read_content(document), document.media_type)
    except FileLost:
        log.error("file not there", document_id=str(document_id))  # noqa: TRY400  the trace would say nothing more
    except StorageUnavailable:
        held.add(document_id)
    return None


def _read_pages(document: Document) -> tuple[UUID, Content, list[bytes]] | None:
    """What was made of a scan; None when some of it is not there, which ``reconcile`` tells."""
    raw = queries.list_renditions(document.id)
    try:
        said = next(load(vault.read_rendition(document, one)) for one in raw if one.kind is RenditionKind.CONTENT)
        return document.id, said, [vault.read_rendition(document, one) for one in raw if one.kind is RenditionKind.PAGE]
    except StorageUnavailable:
        log.error("pages not there", document_id=str(document.id))  # noqa: TRY400  the trace would say nothing more
        return None


def _list_waiting(limit: int) -> Sequence[UUID]:
    """Newest first: whoever has just applied is read before what was left from before."""
    waiting = select(Document.id).where(
        Document.state == DocumentState.KEPT,
        Document.preparation == PreparationState.WAITING,
        Document.sealed_key.is_not(None),
    )
    if vault.has_scanner():
        waiting = waiting.where(Document.scan == ScanState.CLEAN)
    return db.session.scalars(waiting.order_by(Document.created_at.desc()).limit(limit)).all()


def _scans() -> Select[UUID]:
    return select(Document.id).where(
        Document.preparation == PreparationState.READY, Document.has_text.is_(False), Document.has_ocr.is_(None)
    )
