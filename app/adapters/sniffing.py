"""What a file is, told from its bytes: libmagic names it, then its structure must agree. Names are never believed."""

from .confinement import ReaderFailed, Reason, run
from .doubts import Doubt, Unrecognised
from .libmagic import say_media_type
from .media_types import ALL

JOB = "app.adapters.structure:judge"
# What takes its reader's time or memory away is a bomb, whatever else it may be.
_FAILURES = {Reason.TIME: Doubt.BOMB, Reason.MEMORY: Doubt.BOMB}


def sniff(content: bytes) -> str:
    """The media type of a file: one of those of media_types.py. Raises Unrecognised otherwise.

    The structure is judged by a confined child; only the shape of what it says is believed.
    """
    if not content:
        raise Unrecognised(Doubt.EMPTY)
    try:
        verdict = run(JOB, content, say_media_type(content) or "").value
    except ReaderFailed as failure:
        raise Unrecognised(_FAILURES.get(failure.reason, Doubt.DAMAGED)) from None
    match verdict:
        case {"media_type": str(media_type)} if media_type in ALL:
            return media_type
        case {"doubt": str(doubt)} if doubt in set(Doubt):
            raise Unrecognised(Doubt(doubt))
    raise Unrecognised(Doubt.DAMAGED)
