"""The copy that staff downloads: the same document without what could act, and without what it tells of its maker."""

from flask_babel import lazy_gettext as _l

from ...adapters import cleanup
from ...adapters.confinement import ReaderFailed
from ...core.errors import Refused
from . import queries
from .enums import RenditionKind
from .models import Document
from .vault import read_content, read_rendition

NO_COPY = _l("No clean copy can be made of this file. Those permitted may open the original.")


def get_clean_copy(document: Document) -> bytes:
    """The prepared copy; one made on the spot where preparation has not come to it. Raises Refused."""
    rendition = queries.find_rendition(document.id, RenditionKind.CLEAN_COPY)
    if rendition is not None:
        return read_rendition(document, rendition)
    try:
        return cleanup.clean(read_content(document), document.media_type.value).content
    except ReaderFailed:
        raise Refused(NO_COPY) from None
