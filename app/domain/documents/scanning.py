"""The antivirus: every kept file is scanned once; while the scanner is away nothing passes and the queue waits."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from ...adapters.antivirus import ScanFailed, Scanner, ScannerUnavailable
from ...core import logging
from ...core.db import reading, transaction
from ...extensions import db
from ..accountability.enums import ProcessorKind
from ..accountability.queries import is_refused
from .enums import DocumentState, ScanState
from .models import Document
from .vault import read_content, scanner

BATCH = 20
log = logging.get(__name__)


def is_scan_due() -> bool:
    """Whether a kept file waits for a scanner that there is, and that may be shown it (C3.4)."""
    return scanner() is not None and not is_refused(ProcessorKind.ANTIVIRUS) and bool(_list_unscanned(1))


def scan_batch() -> int:
    """Scans some of the files that wait; says how many. Raises ScannerUnavailable: they go on waiting."""
    watch = scanner()
    with reading():
        waiting = _list_unscanned(BATCH)
    if watch is None:
        return 0
    for document_id in waiting:
        try:
            _scan(watch, document_id)
        except ScannerUnavailable:
            # Away, it raises once more, and everything waits; else it was this file, and the others need not wait.
            watch.check()
            log.warning("file not scanned in time", document_id=str(document_id))
    return len(waiting)


def _scan(watch: Scanner, document_id: UUID) -> None:
    with reading():
        document = db.session.get(Document, document_id)
        if document is None:
            return
        content = read_content(document)
    state, signature = _judge(watch, content)
    if state is not ScanState.CLEAN:
        log.warning("antivirus held a file", document_id=str(document_id), state=state.value)
    with transaction():
        db.session.execute(
            update(Document)
            .where(Document.id == document_id, Document.scan == ScanState.UNSCANNED)
            .values(scan=state, signature=signature)
        )


def _judge(watch: Scanner, content: bytes) -> tuple[ScanState, str | None]:
    try:
        finding = watch.scan(content)
    except ScanFailed:
        return ScanState.FAILED, None
    return (ScanState.INFECTED, finding.signature) if finding.is_infected else (ScanState.CLEAN, None)


def _list_unscanned(limit: int) -> Sequence[UUID]:
    return db.session.scalars(
        select(Document.id)
        .where(Document.state == DocumentState.KEPT, Document.scan == ScanState.UNSCANNED)
        .order_by(Document.created_at)
        .limit(limit)
    ).all()
