"""Pictures inside of documents, without what their cameras wrote into them. Runs in the confined child."""

_START_OF_SCAN, _FIRST_APP, _LAST_APP, _ADOBE, _COMMENT = 0xDA, 0xE0, 0xEF, 0xEE, 0xFE
_PNG = b"\x89PNG\r\n\x1a\n"
# Chunks that draw; the others tell.
_DRAWING = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}


def strip_picture(raw: bytes) -> bytes:
    """A JPEG without EXIF, XMP and comments, a PNG without text; any other octets as they are."""
    if raw[:2] == b"\xff\xd8":
        return _strip_jpeg(raw)
    if raw.startswith(_PNG):
        return _strip_png(raw)
    return raw


def _strip_jpeg(raw: bytes) -> bytes:
    kept, at = [raw[:2]], 2
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if marker == _START_OF_SCAN:
            break
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        tells = _FIRST_APP < marker <= _LAST_APP and marker != _ADOBE
        # The second one holds colour profiles, which change what is seen.
        if (not tells or raw[at + 4 : at + 15] == b"ICC_PROFILE") and marker != _COMMENT:
            kept.append(raw[at:end])
        at = end
    return b"".join([*kept, raw[at:]])


def _strip_png(raw: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(raw):
        end = at + 12 + int.from_bytes(raw[at : at + 4], "big")
        if raw[at + 4 : at + 8] in _DRAWING:
            kept.append(raw[at:end])
        at = end
    return b"".join(kept)
