"""The clean copies of Word and LibreOffice files: parts on a list, each written anew. Runs in the confined child."""

import io
import re
import zipfile

from .archives import open_archive
from .markup import Drop, DropAround, Element, Judge, Unwrap, copy_part
from .media_types import ODT
from .pictures_within import strip_picture
from .removals import Removal

MAX_MEMBER = 50 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
# The ZIP format's first day: a copy says nothing of when it was made.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_PICTURE = r"(?i:png|jpe?g|gif|bmp|tiff?)"
_LINK = re.compile(r"(?i)(?:https?|mailto|tel):")

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_WORD = "wordprocessingml/2006/main"
_RELATION = "officeDocument/2006/relationships"
_WORD_PARTS = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/\.rels|word/_rels/[\w.-]+\.xml\.rels"
    r"|word/(?:document|header|footer|footnotes|endnotes|comments|styles|stylesWithEffects|numbering|fontTable|settings"
    rf"|webSettings|theme/theme)\d*\.xml|word/media/[\w.-]+\.{_PICTURE})"
)
# By the folder or the name of a part: why it goes.
_OF_PARTS = (
    (re.compile(r"(?i)vba|macro|activex|Basic/|Scripts/"), Removal.MACRO),
    (re.compile(r"(?i)embeddings/|afchunk|Object |ObjectReplacements|\.(?:bin|ole|emf|wmf|svg)$"), Removal.OBJECT),
    (re.compile(r"(?i)docProps|customXml|meta\.xml|people|Thumbnails|printerSettings"), Removal.METADATA),
)
_WORD_UNWANTED = {
    "object": Removal.OBJECT,
    "OLEObject": Removal.OBJECT,
    "control": Removal.MACRO,
    "altChunk": Removal.EMBEDDED_FILE,
    "subDoc": Removal.EXTERNAL_REFERENCE,
    "attachedTemplate": Removal.EXTERNAL_REFERENCE,
    "mailMerge": Removal.EXTERNAL_REFERENCE,
    "docVars": Removal.METADATA,
    "rsids": None,
    "fldChar": None,
}
_PICTURES = {"drawing", "pict", "object"}
_AUTHORS = {"author": "", "initials": "", "date": "1980-01-01T00:00:00Z"}
_REACHING = re.compile(r"(?i)\b(?:DDE|DDEAUTO|INCLUDE\w*|LINK|IMPORT|DATABASE|EMBED|MACROBUTTON)\b")

_ODT_PARTS = re.compile(rf"(?:mimetype|content\.xml|styles\.xml|Pictures/[\w.-]+\.{_PICTURE})")
_ODT_UNWANTED = {
    "script": Removal.MACRO,
    "event-listeners": Removal.MACRO,
    "execute-macro": Removal.MACRO,
    "object": Removal.OBJECT,
    "object-ole": Removal.OBJECT,
    "applet": Removal.OBJECT,
    "plugin": Removal.MULTIMEDIA,
    "floating-frame": Removal.EXTERNAL_REFERENCE,
    "dde-connection-decls": Removal.EXTERNAL_REFERENCE,
    "dde-source": Removal.EXTERNAL_REFERENCE,
    "section-source": Removal.EXTERNAL_REFERENCE,
    "form": Removal.FORM,
    "creator": Removal.METADATA,
    "change-info": Removal.METADATA,
}


def clean_docx(raw: bytes) -> tuple[bytes, set[Removal]]:
    """A Word file of the parts that reading needs. Raises ValueError where its main part is not where it belongs."""
    removed: set[Removal] = set()
    with open_archive(raw) as archive:
        kept = _kept_parts(archive, _WORD_PARTS, removed)
        if "word/document.xml" not in kept:
            raise ValueError
        relations = {name: _relations(kept, name, removed) for name in kept if name.endswith(".rels")}
        parts: dict[str, bytes] = {}
        for name, content in kept.items():
            if name.endswith(".rels"):
                parts[name] = relations[name][0]
            elif name == "[Content_Types].xml":
                parts[name] = copy_part(content, _types_judge(kept))
            elif name.endswith(".xml"):
                folder, _, file = name.rpartition("/")
                _, known = relations.get(f"{folder}/_rels/{file}.rels", (b"", set()))
                parts[name] = copy_part(content, _word_judge(known, removed))
            else:
                parts[name] = _picture(content, removed)
    return _pack(parts), removed


def clean_odt(raw: bytes) -> tuple[bytes, set[Removal]]:
    """A LibreOffice file of its text, its styles and its pictures."""
    removed: set[Removal] = set()
    with open_archive(raw) as archive:
        kept = _kept_parts(archive, _ODT_PARTS, removed, dropped=frozenset({"META-INF/manifest.xml"}))
        parts = {
            name: copy_part(content, _odt_judge(kept, removed)) if name.endswith(".xml") else _picture(content, removed)
            for name, content in kept.items()
        }
    parts["META-INF/manifest.xml"] = _manifest(parts)
    return _pack({"mimetype": ODT.encode(), **parts}), removed


def _kept_parts(
    archive: zipfile.ZipFile, wanted: re.Pattern[str], removed: set[Removal], dropped: frozenset[str] = frozenset()
) -> dict[str, bytes]:
    """The members on the list, with caps that do not believe the directory."""
    kept, room = {}, MAX_UNPACKED
    for name in archive.namelist():
        if wanted.fullmatch(name):
            with archive.open(name) as member:
                kept[name] = member.read(min(MAX_MEMBER, room) + 1)
            room -= len(kept[name])
            if len(kept[name]) > MAX_MEMBER or room < 0:
                raise ValueError
        elif name not in dropped and not name.endswith("/"):
            removed |= {why for pattern, why in _OF_PARTS if pattern.search(name)}
    return kept


def _relations(kept: dict[str, bytes], name: str, removed: set[Removal]) -> tuple[bytes, set[str]]:
    """A part's relationships without those that lead away, and the ids of the others."""
    folder, known = name.partition("_rels/")[0], set()

    def judge(element: Element) -> None:
        if element.name[1] != "Relationship":
            return
        target, mode = element.attributes.get("Target", ""), element.attributes.get("TargetMode", "")
        kind = element.attributes.get("Type", "").rpartition("/")[2]
        if mode == "External":
            if kind != "hyperlink" or not _LINK.match(target):
                removed.add(Removal.EXTERNAL_REFERENCE)
                raise Drop
        elif (target.lstrip("/") if target.startswith("/") else folder + target) not in kept:
            raise Drop
        known.add(element.attributes.get("Id", ""))

    return copy_part(kept[name], judge), known


def _types_judge(kept: dict[str, bytes]) -> Judge:
    endings = {name.rpartition(".")[2].lower() for name in kept}

    def judge(element: Element) -> None:
        name, ending = element.attributes.get("PartName"), element.attributes.get("Extension")
        is_unknown_part = name is not None and name.lstrip("/") not in kept
        if is_unknown_part or (ending is not None and ending.lower() not in endings):
            raise Drop

    return judge


def _word_judge(known: set[str], removed: set[Removal]) -> Judge:
    """What goes from a part of a Word file. Fields become what they show: a field is a program for Word."""

    def judge(element: Element) -> None:
        _, local = element.name
        if local in _WORD_UNWANTED:
            _note(_WORD_UNWANTED[local], removed)
            raise Drop
        if local in {"instrText", "delInstrText"}:
            raise Drop
        if local == "fldSimple":
            if any(_REACHING.search(value) for value in element.attributes.values()):
                removed.add(Removal.EXTERNAL_REFERENCE)
            raise Unwrap
        for written, (space, name) in list(element.names.items()):
            if space.endswith(_RELATION) and element.attributes[written] not in known:
                if local != "hyperlink":
                    raise DropAround(_PICTURES)
                del element.attributes[written]
            elif name in _AUTHORS and _WORD in space and element.attributes[written] != _AUTHORS[name]:
                removed.add(Removal.METADATA)
                element.attributes[written] = _AUTHORS[name]

    return judge


def _odt_judge(kept: dict[str, bytes], removed: set[Removal]) -> Judge:
    def judge(element: Element) -> None:
        _, local = element.name
        if local in _ODT_UNWANTED:
            _note(_ODT_UNWANTED[local], removed)
            raise Drop
        for written, (_, name) in list(element.names.items()):
            value = element.attributes[written]
            if name == "href" and not (value.startswith("#") or value in kept or (local == "a" and _LINK.match(value))):
                removed.add(Removal.EXTERNAL_REFERENCE)
                del element.attributes[written]

    return judge


def _note(why: Removal | None, removed: set[Removal]) -> None:
    if why is not None:
        removed.add(why)


def _picture(content: bytes, removed: set[Removal]) -> bytes:
    bare = strip_picture(content)
    if bare != content:
        removed.add(Removal.METADATA)
    return bare


def _manifest(parts: dict[str, bytes]) -> bytes:
    listed = {"/": ODT} | {name: _media_type(name) for name in parts if name != "mimetype"}
    entries = "".join(f'<m:file-entry m:full-path="{name}" m:media-type="{kind}"/>' for name, kind in listed.items())
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<m:manifest xmlns:m="{space}">{entries}</m:manifest>'.encode()


def _media_type(name: str) -> str:
    return "text/xml" if name.endswith(".xml") else f"image/{name.rpartition('.')[2].lower().replace('jpg', 'jpeg')}"


def _pack(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, _NO_DATE)
            member.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return out.getvalue()
