"""Pictures in: decoded, made small, written again as WebP. Nothing of the file itself is kept, no metadata either."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_OCTETS = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
QUALITY = 82


class NotAPicture(Exception):  # noqa: N818  a finding about the file
    """The file is none of ``FORMATS``, is damaged, or unpacks to far too much."""


@dataclass(frozen=True)
class Picture:
    """A WebP of our own making; width and height in pixels."""

    content: bytes
    width: int
    height: int


def take_picture(raw: bytes, *, longest_side: int) -> Picture:
    """The picture upright, at most ``longest_side`` pixels wide or high. Raises NotAPicture."""
    if len(raw) > MAX_OCTETS:
        raise NotAPicture
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(raw), formats=FORMATS) as found:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if found.width * found.height > MAX_PIXELS:
                raise NotAPicture
            upright = ImageOps.exif_transpose(found).convert("RGBA" if found.mode in {"RGBA", "LA", "P"} else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning) as fault:
        raise NotAPicture from fault
    upright.thumbnail((longest_side, longest_side))
    bare = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    written = io.BytesIO()
    bare.save(written, "WEBP", quality=QUALITY, method=4)
    return Picture(written.getvalue(), bare.width, bare.height)
