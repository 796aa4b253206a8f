"""The clean copy of a stranger's file, made by a confined child."""

from dataclasses import dataclass

from .confinement import ReaderFailed, Reason, run
from .removals import Removal

JOB = "app.adapters.cleaning:clean"


@dataclass(frozen=True)
class CleanCopy:
    """The octets, of the same media type, and what was left out."""

    content: bytes
    removed: list[str]


def clean(content: bytes, media_type: str) -> CleanCopy:
    """A copy without active content and metadata. Raises ReaderFailed.

    The answer comes from a process that a hostile file may have taken over: only its shape is believed.
    """
    answer = run(JOB, content, media_type)
    match answer.value, answer.files:
        case {"removed": list(removed)}, [copy] if set(removed) <= set(Removal) and copy:
            return CleanCopy(copy, sorted(removed))
    raise ReaderFailed(Reason.UNREADABLE)
