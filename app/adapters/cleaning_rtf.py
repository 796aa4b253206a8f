"""The clean copy of an RTF file. Runs in the confined child.

Nothing is believed to be only what it looks like: a destination counts wherever in its group it stands, an escaped
letter is the letter that it stands for, and what may stay of fields and pictures is written anew.
"""

import re
from dataclasses import dataclass, field

from .pictures_within import strip_picture
from .removals import Removal

# Groups that go, and why. Those that begin with \* a reader may ignore: only the listed ones of them stay.
_UNWANTED: dict[bytes, Removal | None] = {
    b"object": Removal.OBJECT,
    b"objdata": Removal.OBJECT,
    b"objclass": Removal.OBJECT,
    b"objname": Removal.OBJECT,
    b"objemb": Removal.OBJECT,
    b"objocx": Removal.OBJECT,
    b"objlink": Removal.EXTERNAL_REFERENCE,
    b"objautlink": Removal.EXTERNAL_REFERENCE,
    b"objsub": Removal.EXTERNAL_REFERENCE,
    b"info": Removal.METADATA,
    b"userprops": Removal.METADATA,
    b"author": Removal.METADATA,
    b"operator": Removal.METADATA,
    b"revtbl": Removal.METADATA,
    b"atnid": Removal.METADATA,
    b"atnauthor": Removal.METADATA,
    b"template": Removal.EXTERNAL_REFERENCE,
    b"nextfile": Removal.EXTERNAL_REFERENCE,
    b"filetbl": Removal.EXTERNAL_REFERENCE,
    b"mailmerge": Removal.EXTERNAL_REFERENCE,
    b"datafield": Removal.OBJECT,
    b"picprop": None,
    b"sp": Removal.OBJECT,
    b"nonshppict": None,
    b"xmlopen": Removal.METADATA,
    b"private": Removal.OBJECT,
}
_IGNORABLE = {
    *(b"cs", b"listtable", b"listoverridetable", b"list", b"listlevel", b"pn", b"pnseclvl", b"shppict", b"fldinst"),
    *(b"bkmkstart", b"bkmkend", b"ts", b"falt", b"panose", b"latentstyles", b"pgdsctbl", b"footnote"),
}
_TOKEN = re.compile(rb"\\([a-zA-Z]+)(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|[{}]|[^\\{}]+", re.DOTALL)
_UNICODE = re.compile(rb"\\[uU](-?\d{1,10}) ?")
_REACHING = re.compile(r"(?i)\b(?:DDE|DDEAUTO|INCLUDE\w*|LINK|IMPORT|DATABASE|EMBED|MACROBUTTON)\b")
_HYPERLINK = re.compile(r'(?i)\s*HYPERLINK\s+"((?:https?|mailto|tel):[!#-\[\]-z|~]*)"\s*')
_BARE_WORD = re.compile(rb"\\[a-zA-Z]+-?\d*")
# What a picture may say of itself: its kind and its size.
_PICTURE_WORD = re.compile(rb"\\(?:pict|jpegblip|pngblip|pic(?:w|h|wgoal|hgoal|scalex|scaley|crop[lrtb]))(?:-?\d+)? ?")
_KINDS = {b"jpegblip": b"\xff\xd8", b"pngblip": b"\x89PNG"}
MAX_DEPTH = 200
# As the format has it: what reads more, or less, of a longer one would see another word.
MAX_WORD = 32


def clean_rtf(raw: bytes) -> tuple[bytes, set[Removal]]:
    """The groups that reading needs. Raises ValueError for what no program writes: deeper groups, longer words."""
    return _Cleaner().clean(raw)


@dataclass
class _Group:
    """A group that is open: where it begins in the copy, its control words, and whether the next one may be ignored."""

    start: int
    words: list[bytes] = field(default_factory=list)
    is_marked: bool = False


class _Cleaner:
    def __init__(self) -> None:
        self._removed: set[Removal] = set()
        self._out: list[bytes] = []
        self._groups: list[_Group] = []
        # The depth at which an unwanted group began.
        self._dropped_at: int | None = None

    def clean(self, raw: bytes) -> tuple[bytes, set[Removal]]:
        at = 0
        while at < len(raw):
            found = _TOKEN.match(raw, at)
            if found is None:
                break
            at = found.end()
            token, word = found.group(), found.group(1)
            if word is not None and len(word) > MAX_WORD:
                raise ValueError
            if word == b"bin":
                # So many raw octets follow, in which braces mean nothing.
                at += max(0, int(found.group(2) or 0))
                self._drop(Removal.OBJECT)
            else:
                self._take(token, word.lower() if word is not None else None)
            if not self._groups and self._out:
                break
        return b"".join(self._out) + b"}" * len(self._groups), self._removed

    def _take(self, token: bytes, word: bytes | None) -> None:
        if token == b"{":
            self._open()
        elif token == b"}":
            self._close()
        elif self._dropped_at is None:
            if word is not None and self._is_unwanted(word):
                self._drop(_UNWANTED.get(word))
            else:
                self._emit(token)
                if self._groups and token == b"\\*":
                    self._groups[-1].is_marked = True

    def _emit(self, token: bytes) -> None:
        """What ended a control word may have gone: without a blank it would be another word."""
        if self._out and (token[:1].isalnum() or token[:1] == b"-") and _BARE_WORD.fullmatch(self._out[-1]):
            self._out.append(b" ")
        self._out.append(token)

    def _open(self) -> None:
        if len(self._groups) > MAX_DEPTH:
            raise ValueError
        self._groups.append(_Group(len(self._out)))
        if self._dropped_at is None:
            self._out.append(b"{")

    def _close(self) -> None:
        if not self._groups:
            return
        group = self._groups.pop()
        if self._dropped_at is not None:
            if len(self._groups) < self._dropped_at:
                self._dropped_at = None
            return
        self._out.append(b"}")
        if b"fldinst" in group.words:
            self._rewrite(group, self._as_instruction(group))
        elif b"pict" in group.words:
            self._rewrite(group, self._as_picture(group))

    def _rewrite(self, group: _Group, written: bytes) -> None:
        del self._out[group.start :]
        if written:
            self._out.append(written)

    def _as_instruction(self, group: _Group) -> bytes:
        """A field's instruction is a program for the reader: only a link that a person would click on stays."""
        plain = "".join(map(_spell, self._out[group.start :]))
        link = _HYPERLINK.fullmatch(plain)
        if link is not None and group.words[0] == b"fldinst":
            return b'{\\*\\fldinst HYPERLINK "' + link[1].encode() + b'"}'
        if link is not None or _REACHING.search(plain):
            self._removed.add(Removal.EXTERNAL_REFERENCE)
        return b""

    def _as_picture(self, group: _Group) -> bytes:
        """The octets of a picture in hexadecimal, without what they tell; nothing of any other kind."""
        tokens = self._out[group.start + 1 : -1]
        words = [token for token in tokens if _PICTURE_WORD.fullmatch(token)]
        digits = b"".join(token for token in tokens if not token.startswith(b"\\"))
        try:
            raw = bytes.fromhex(digits.decode("ascii"))
        except ValueError:
            raw = b""
        bare = strip_picture(raw)
        kind = next((start for word, start in _KINDS.items() if word in group.words), None)
        if bare is None or kind is None or not bare.startswith(kind):
            self._removed.add(Removal.PICTURE)
            return b""
        if bare != raw:
            self._removed.add(Removal.METADATA)
        return b"{" + b"".join(words).rstrip() + b" " + bare.hex().encode() + b"}"

    def _is_unwanted(self, word: bytes) -> bool:
        """Whether the word names a group that goes: one of the list, or one that may be ignored and is not known."""
        if not self._groups:
            return False
        group = self._groups[-1]
        is_marked, group.is_marked = group.is_marked, False
        group.words.append(word)
        return word in _UNWANTED or (is_marked and word not in _IGNORABLE)

    def _drop(self, why: Removal | None) -> None:
        """The group that is open goes."""
        if self._groups and self._dropped_at is None:
            del self._out[self._groups[-1].start :]
            self._dropped_at = len(self._groups)
            if why is not None:
                self._removed.add(why)


def _spell(token: bytes) -> str:
    """What a token says: an escaped letter is a letter."""
    if token.startswith(b"\\'"):
        return chr(bytes.fromhex(token[2:].decode())[0]) if len(token) == 4 else "?"
    if (code := _UNICODE.fullmatch(token)) is not None:
        return chr(int(code[1]) % 0x10000)
    return "" if token.startswith((b"\\", b"{", b"}")) else token.decode("latin-1").replace("\r", "").replace("\n", "")
