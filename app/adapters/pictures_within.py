"""Pictures inside of documents, without what their cameras wrote into them. Runs in the confined child."""

_START_OF_SCAN, _END, _FIRST_APP, _LAST_APP, _COMMENT = 0xDA, 0xD9, 0xE0, 0xEF, 0xFE
# Those of the application's own segments that change what is seen: the kind of file, colours, and colour profiles.
_SEEN = {0xE0: b"JFIF\x00", 0xEE: b"Adobe", 0xE2: b"ICC_PROFILE\x00"}
_PNG = b"\x89PNG\r\n\x1a\n"
# Chunks that draw; the others tell.
_DRAWING = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
_EXTENSION, _IMAGE, _TRAILER, _CONTROL, _APPLICATION = 0x21, 0x2C, 0x3B, 0xF9, 0xFF

_JPX = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_JPX_BOXES = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}
_JPX_START, _JPX_TILE, _JPX_COMMENT = b"\xff\x4f", b"\xff\x90", b"\xff\x64"


def strip_picture(raw: bytes) -> bytes | None:
    """What draws a JPEG, PNG or GIF and nothing else; None for octets that are none of these, whatever their name."""
    try:
        if raw[:3] == b"\xff\xd8\xff":
            return _strip_jpeg(raw)
        if raw.startswith(_PNG):
            return _strip_png(raw)
        if raw[:6] in {b"GIF87a", b"GIF89a"}:
            return _strip_gif(raw)
    except IndexError:
        pass
    return None


def _strip_jpeg(raw: bytes) -> bytes:
    kept, at = [raw[:2]], 2
    while at + 1 < len(raw) and raw[at] == 0xFF:
        # Any number of 0xFF may fill the place before a marker.
        if raw[at + 1] == 0xFF:
            at += 1
            continue
        marker = raw[at + 1]
        if marker == _END:
            break
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if marker == _START_OF_SCAN:
            end = _end_of_scan(raw, end)
        tells = _FIRST_APP <= marker <= _LAST_APP and not raw.startswith(_SEEN.get(marker, raw + b"\x00"), at + 4)
        if not tells and marker != _COMMENT:
            kept.append(raw[at:end])
        at = end
    return b"".join([*kept, b"\xff\xd9"])


def _end_of_scan(raw: bytes, at: int) -> int:
    """Where the next marker stands: within a scan 0xFF is followed by nothing, or by the number of a restart."""
    while (at := raw.find(b"\xff", at)) >= 0:
        if at + 1 < len(raw) and raw[at + 1] != 0 and not 0xD0 <= raw[at + 1] <= 0xD7:
            return at
        at += 1
    return len(raw)


def strip_jpx(raw: bytes) -> bytes | None:
    """The same of a JPEG 2000, in its boxes or bare."""
    if raw.startswith(_JPX_START):
        return _strip_codes(raw)
    if not raw.startswith(_JPX):
        return None
    kept, at = [], 0
    while at + 8 <= len(raw):
        size, name, head = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(raw[at + 8 : at + 16], "big"), 16
        end = at + size if size >= head else len(raw)
        if name in _JPX_BOXES:
            inside = raw[at + head : end]
            # Its length is that of what is left; the last one may go on to the end.
            inside = _strip_codes(inside) if name == b"jp2c" else inside
            kept.append((len(inside) + 8).to_bytes(4, "big") + name + inside)
        at = end
    return b"".join(kept)


def _strip_codes(raw: bytes) -> bytes:
    """Comments stand before the first tile, or are left: they would have to be looked for in what is packed."""
    kept, at = [raw[:2]], 2
    while at + 4 <= len(raw) and raw[at : at + 2] != _JPX_TILE:
        end = at + 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if raw[at : at + 2] != _JPX_COMMENT:
            kept.append(raw[at:end])
        at = end
    return b"".join([*kept, raw[at:]])


def _strip_png(raw: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(raw):
        end, name = at + 12 + int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        if name in _DRAWING:
            kept.append(raw[at:end])
        at = len(raw) if name == b"IEND" else end
    return b"".join(kept)


def _strip_gif(raw: bytes) -> bytes:
    at = 13 + _colours(raw[10])
    kept = [raw[:at]]
    while raw[at] != _TRAILER:
        if raw[at] == _EXTENSION:
            end = _end_of_blocks(raw, at + 2)
            is_loop = raw[at + 1] == _APPLICATION and raw[at + 3 : at + 14] == b"NETSCAPE2.0"
            draws = raw[at + 1] == _CONTROL or is_loop
        elif raw[at] == _IMAGE:
            end, draws = _end_of_blocks(raw, at + 11 + _colours(raw[at + 9])), True
        else:
            raise IndexError
        if draws:
            kept.append(raw[at:end])
        at = end
    return b"".join([*kept, b"\x3b"])


def _colours(flags: int) -> int:
    """The length of the table of colours that the flags tell of."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _end_of_blocks(raw: bytes, at: int) -> int:
    while raw[at]:
        at += 1 + raw[at]
    return at + 1
