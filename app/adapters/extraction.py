"""What a stranger's file says, read by a confined child."""

from dataclasses import dataclass
from pathlib import Path

from .confinement import ReaderFailed, Reason, run

JOB = "app.adapters.reading:read"


@dataclass(frozen=True)
class Extract:
    """The text of a file, at most 200 000 characters; ``pages`` is None where the file itself has none."""

    text: str
    pages: int | None

    @property
    def has_text(self) -> bool:
        """False for a scan: a picture of a page holds no letter."""
        return any(character.isalnum() for character in self.text)


def extract_text(path: Path, media_type: str) -> Extract:
    """The text of the file at ``path``, which is of that type. Raises ReaderFailed.

    The answer comes from a process that a hostile file may have taken over: only its shape is believed.
    """
    match run(JOB, path, media_type):
        case {"text": str(text), "pages": int() | None as pages, **others} if not others:
            return Extract(text, pages)
    raise ReaderFailed(Reason.UNREADABLE)
