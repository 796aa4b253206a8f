"""What stored files say, read by the confined reader."""

from ...adapters.confinement import ReaderFailed
from ...adapters.previews import read_content as read_words
from ...core import logging
from .contacts import Contacts, find_contacts
from .models import Document
from .vault import read_content

log = logging.get(__name__)


def read_contacts(document: Document) -> Contacts:
    """What a CV tells of how to reach its author, for the person to confirm; nothing where it cannot be read.

    Takes up to five seconds of a processor. Raises StorageUnavailable when the file is not there.
    """
    try:
        said = read_words(read_content(document), document.media_type.value)
    except ReaderFailed:
        log.warning("document not read", document_id=str(document.id))
        return Contacts()
    return find_contacts(said.text)
