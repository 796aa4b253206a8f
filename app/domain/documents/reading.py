"""What stored files say, read by the confined reader."""

from ...adapters.confinement import ReaderFailed
from ...adapters.extraction import extract_text
from ...core import logging
from .contacts import Contacts, find_contacts
from .intake import storage
from .models import Document

log = logging.get(__name__)


def read_contacts(document: Document) -> Contacts:
    """What a CV tells of how to reach its author, for the person to confirm; nothing where it cannot be read.

    Takes up to five seconds. Raises StorageUnavailable when the file is not there.
    """
    try:
        extract = extract_text(storage().path(document.storage_key), document.media_type.value)
    except ReaderFailed:
        log.warning("document not read", document_id=str(document.id))
        return Contacts()
    return find_contacts(extract.text)
