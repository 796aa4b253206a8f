"""The clean copies of Word and LibreOffice files: parts on a list, each written anew. Runs in the confined child."""

import io
import re
import zipfile

from .archives import open_archive
from .markup import Drop, DropAround, Element, Hear, Judge, Unwrap, copy_part
from .media_types import ODT
from .pictures_within import strip_picture
from .removals import Removal

MAX_MEMBER = 50 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
# The ZIP format's first day: a copy says nothing of when it was made.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
# Whether they are pictures their octets decide; of those of other kinds it is said that they go.
_PICTURE = r"(?i:png|jpe?g|gif|bmp|tiff?)"
_MEDIA = re.compile(r"word/media/|Pictures/")
_LINK = re.compile(r"(?i)(?:https?|mailto|tel):")

_WORD = re.compile(r"wordprocessingml|office/word")
_RELATION = re.compile(r"officeDocument/(?:2006/)?relationships$")
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
    "attachedSchema": Removal.EXTERNAL_REFERENCE,
    "saveThroughXslt": Removal.EXTERNAL_REFERENCE,
    "schemaLibrary": Removal.EXTERNAL_REFERENCE,
    "docVars": Removal.METADATA,
    "permStart": Removal.METADATA,
    "permEnd": Removal.METADATA,
    "delText": Removal.DELETED_TEXT,
    "moveFrom": Removal.DELETED_TEXT,
    "rsids": None,
}
# Addresses that stand in an attribute themselves: VML knows them, and nothing else that is to be read.
_ADDRESSES = {"src", "href", "althref"}
_NAMED = {"docPr", "cNvPr"}
_PATH = re.compile(r"(?i)[a-z]:[\\/]|\\\\|file:|/(?:home|users|tmp|var)/")
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
    "table-source": Removal.EXTERNAL_REFERENCE,
    "cell-range-source": Removal.EXTERNAL_REFERENCE,
    "database-source-sql": Removal.EXTERNAL_REFERENCE,
    "database-source-table": Removal.EXTERNAL_REFERENCE,
    "database-source-query": Removal.EXTERNAL_REFERENCE,
    "binary-data": Removal.PICTURE,
    "deletion": Removal.DELETED_TEXT,
    "creator": Removal.METADATA,
    "creator-initials": Removal.METADATA,
    "sender-initials": Removal.METADATA,
    "change-info": Removal.METADATA,
}
# Fields of a text become what they show: what else they say is asked of whoever opens the file.
_ODT_FIELDS = {
    "dde-connection": Removal.EXTERNAL_REFERENCE,
    "database-display": Removal.EXTERNAL_REFERENCE,
    "author-name": Removal.METADATA,
    "author-initials": Removal.METADATA,
    "initial-creator": Removal.METADATA,
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
                parts[name] = _word_part(content, known, removed)
            else:
                parts[name] = content
    return _pack(parts), removed


def clean_odt(raw: bytes) -> tuple[bytes, set[Removal]]:
    """A LibreOffice file of its text, its styles and its pictures."""
    removed: set[Removal] = set()
    with open_archive(raw) as archive:
        kept = _kept_parts(archive, _ODT_PARTS, removed, dropped=frozenset({"META-INF/manifest.xml"}))
        parts = {
            name: copy_part(content, _odt_judge(kept, removed)) if name.endswith(".xml") else content
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
            if _MEDIA.match(name):
                _keep_picture(kept, name, removed)
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


def _word_part(content: bytes, known: set[str], removed: set[Removal]) -> bytes:
    """A part of a Word file. Fields become what they show: a field is a program for Word."""
    said: list[str] = []
    copy = copy_part(content, _word_judge(known, removed, said), said)
    if _REACHING.search("".join(said)):
        removed.add(Removal.EXTERNAL_REFERENCE)
    return copy


def _word_judge(known: set[str], removed: set[Removal], said: list[str]) -> Judge:
    def judge(element: Element) -> None:
        _, local = element.name
        if local in _WORD_UNWANTED:
            _note(_WORD_UNWANTED[local], removed)
            raise Drop
        if local in {"instrText", "delInstrText"}:
            raise Hear
        if local == "fldChar":
            said.append("\n")
            raise Drop
        if local == "fldSimple":
            said.extend(["\n", *element.attributes.values(), "\n"])
            raise Unwrap
        for written, (space, name) in list(element.names.items()):
            if _RELATION.search(space) and element.attributes[written] not in known:
                if local != "hyperlink":
                    raise DropAround(_PICTURES)
                del element.attributes[written]
            else:
                _clean_attribute(element, written, space, name, removed)

    return judge


def _clean_attribute(element: Element, written: str, space: str, name: str, removed: set[Removal]) -> None:
    """An attribute that leads away or tells of the maker goes, or says nothing."""
    value = element.attributes[written]
    if name in _ADDRESSES:
        removed.add(Removal.EXTERNAL_REFERENCE)
        del element.attributes[written]
    elif name in _AUTHORS and _WORD.search(space) and value != _AUTHORS[name]:
        removed.add(Removal.METADATA)
        element.attributes[written] = _AUTHORS[name]
    elif name.startswith("rsid") and _WORD.search(space):
        del element.attributes[written]
    elif element.name[1] in _NAMED and _PATH.search(value):
        removed.add(Removal.METADATA)
        element.attributes[written] = ""


def _odt_judge(kept: dict[str, bytes], removed: set[Removal]) -> Judge:
    def judge(element: Element) -> None:
        _, local = element.name
        if local in _ODT_UNWANTED:
            _note(_ODT_UNWANTED[local], removed)
            raise Drop
        if local in _ODT_FIELDS:
            removed.add(_ODT_FIELDS[local])
            raise Unwrap
        for written, (_, name) in list(element.names.items()):
            value = element.attributes[written]
            if name == "href" and not (value.startswith("#") or value in kept or (local == "a" and _LINK.match(value))):
                if local == "image" and _MEDIA.match(value):
                    raise Drop
                removed.add(Removal.EXTERNAL_REFERENCE)
                del element.attributes[written]

    return judge


def _note(why: Removal | None, removed: set[Removal]) -> None:
    if why is not None:
        removed.add(why)


def _keep_picture(kept: dict[str, bytes], name: str, removed: set[Removal]) -> None:
    """A picture without what it tells; what only has the name of one goes."""
    bare = strip_picture(kept[name])
    if bare is None:
        del kept[name]
        removed.add(Removal.PICTURE)
    elif bare != kept[name]:
        kept[name] = bare
        removed.add(Removal.METADATA)


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
