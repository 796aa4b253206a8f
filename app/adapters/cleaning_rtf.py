"""The clean copy of an RTF file. Runs in the confined child."""

import re

from .removals import Removal

# Groups that go, and why. Those that begin with \* a reader may ignore: only the listed ones of them stay.
_UNWANTED: dict[bytes, Removal | None] = {
    b"object": Removal.OBJECT,
    b"objdata": Removal.OBJECT,
    b"objclass": Removal.OBJECT,
    b"objname": Removal.OBJECT,
    b"objemb": Removal.OBJECT,
    b"objautlink": Removal.EXTERNAL_REFERENCE,
    b"info": Removal.METADATA,
    b"userprops": Removal.METADATA,
    b"author": Removal.METADATA,
    b"operator": Removal.METADATA,
    b"template": Removal.EXTERNAL_REFERENCE,
    b"filetbl": Removal.EXTERNAL_REFERENCE,
    b"datafield": Removal.OBJECT,
    b"xmlopen": Removal.METADATA,
    b"private": Removal.OBJECT,
}
_IGNORABLE = {
    *(b"cs", b"listtable", b"listoverridetable", b"list", b"listlevel", b"pn", b"pnseclvl", b"shppict", b"fldinst"),
    *(b"bkmkstart", b"bkmkend", b"ts", b"falt", b"panose", b"latentstyles", b"pgdsctbl", b"footnote"),
}
_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|[{}]|[^\\{}]+", re.DOTALL)
_REACHING = re.compile(rb"(?i)\b(?:DDE|DDEAUTO|INCLUDE\w*|LINK|IMPORT|DATABASE|EMBED|MACROBUTTON)\b")
_HYPERLINK = re.compile(rb'(?i)\s*HYPERLINK\s+"(?:https?|mailto|tel):[^"\\{}]*"\s*')
_BARE_WORD = re.compile(rb"\\[a-zA-Z]+-?\d*")
MAX_DEPTH = 200


def clean_rtf(raw: bytes) -> tuple[bytes, set[Removal]]:
    """The groups that reading needs. Raises ValueError for groups that go deeper than any program writes."""
    return _Cleaner().clean(raw)


class _Cleaner:
    def __init__(self) -> None:
        self._removed: set[Removal] = set()
        self._out: list[bytes] = []
        # Where each open group begins in the copy; the depth at which an unwanted group began.
        self._starts: list[int] = []
        self._dropped_at: int | None = None
        self._has_dropped = False

    def clean(self, raw: bytes) -> tuple[bytes, set[Removal]]:
        at = 0
        while at < len(raw):
            found = _TOKEN.match(raw, at)
            if found is None:
                break
            at = found.end()
            token, word = found.group(), found.group(1)
            if word == b"bin":
                # So many raw octets follow, in which braces mean nothing.
                at += max(0, int(found.group(2) or 0))
                self._drop(Removal.OBJECT)
            else:
                self._take(token, word)
            if self._starts == [] and self._out:
                break
        return b"".join(self._out) + b"}" * len(self._starts), self._removed

    def _take(self, token: bytes, word: bytes | None) -> None:
        if token == b"{":
            self._open()
        elif token == b"}":
            self._close()
        elif self._dropped_at is None:
            if word is not None and self._is_unwanted(word):
                self._drop(_UNWANTED.get(word))
            else:
                # The blank that ends a control word may have gone with the group that followed it.
                if self._has_dropped and word is None and _BARE_WORD.fullmatch(self._out[-1]):
                    self._out.append(b" ")
                self._has_dropped = False
                self._out.append(token)

    def _open(self) -> None:
        if len(self._starts) > MAX_DEPTH:
            raise ValueError
        self._starts.append(len(self._out))
        if self._dropped_at is None:
            self._out.append(b"{")

    def _close(self) -> None:
        if not self._starts:
            return
        start = self._starts.pop()
        if self._dropped_at is not None:
            if len(self._starts) < self._dropped_at:
                self._dropped_at = None
            return
        self._out.append(b"}")
        self._clean_field(start)

    def _clean_field(self, start: int) -> None:
        """A field's instruction is a program for the reader: only a link that a person would click on stays."""
        group = self._out[start:]
        if not any(token.startswith(b"\\fldinst") for token in group[:4]):
            return
        plain = b"".join(token for token in group if not token.startswith((b"\\", b"{", b"}")))
        if not _HYPERLINK.fullmatch(plain):
            if _REACHING.search(plain):
                self._removed.add(Removal.EXTERNAL_REFERENCE)
            del self._out[start:]

    def _is_unwanted(self, word: bytes) -> bool:
        """Whether the word names a group that goes: one of the list, or one that may be ignored and is not known."""
        is_first = len(self._out) == self._starts[-1] + 1 if self._starts else False
        is_marked = bool(self._starts) and self._out[self._starts[-1] + 1 :] == [b"\\*"]
        return (word in _UNWANTED and (is_first or is_marked)) or (is_marked and word not in _IGNORABLE)

    def _drop(self, why: Removal | None) -> None:
        """The group that is open goes."""
        if self._starts and self._dropped_at is None:
            del self._out[self._starts[-1] :]
            self._dropped_at = len(self._starts)
            self._has_dropped = True
            if why is not None:
                self._removed.add(why)
