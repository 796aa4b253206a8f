"""The antivirus: every kept file is scanned once; while the scanner is away nothing passes and the queue waits."""

import time
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from ...adapters.antivirus import ScanFailed, Scanner, ScannerUnavailable
from ...adapters.storage import StorageUnavailable
from ...core import logging
from ...core.db import reading, transaction
from ...extensions import db
from ..accountability.enums import ProcessorKind
from ..accountability.queries import is_refused
from .enums import DocumentState, ScanState
from .models import Document
from .vault import read_content, scanner

BATCH = 20
# A slow scanner does not keep the letters waiting, nor the worker from saying that it lives.
TURN_SECONDS = 10
log = logging.get(__name__)


def is_scan_due() -> bool:
    """Whether a kept file waits for a scanner that there is, and that may be shown it (C3.4)."""
    return scanner() is not None and not is_refused(ProcessorKind.ANTIVIRUS) and bool(_list_unscanned(1))


def scan_batch() -> int:
    """Scans some of the files that wait, for as long as a turn is; says how many it looked at.

    Raises ScannerUnavailable while the scanner is away: all go on waiting. A file that cannot be scanned while it is
    there, or that the store does not give, lets the others go before it from then on; what happened is raised at the
    end, so that it is seen, and tried again no sooner than in the task's rhythm.
    """
    watch = scanner()
    if watch is None:
        return 0
    watch.check()
    with reading():
        waiting = _list_unscanned(BATCH)
    last, looked_at, fault = time.monotonic() + TURN_SECONDS, 0, None
    while looked_at < len(waiting) and time.monotonic() < last:
        document_id = waiting[looked_at]
        looked_at += 1
        try:
            _scan(watch, document_id)
        except (ScannerUnavailable, StorageUnavailable) as held:
            fault = held
            log.warning("file not scanned this time", document_id=str(document_id), fault=type(held).__name__)
            _let_others_go_before(document_id)
            # It may have taken the scanner down with it.
            watch.check()
    if fault is not None:
        raise fault
    return looked_at


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
            .values(scan=state, signature=signature, tries=0)
        )


def _let_others_go_before(document_id: UUID) -> None:
    with transaction():
        db.session.execute(update(Document).where(Document.id == document_id).values(tries=Document.tries + 1))


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
        .order_by(Document.tries, Document.created_at)
        .limit(limit)
    ).all()
