"""The clean copy of a PDF. Runs in the confined child."""

import io
import re
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from .pictures_within import strip_jpx, strip_picture
from .removals import Removal

# More than any CV has; a file that has more is no document to clean.
MAX_OBJECTS = 200_000
_LINKS = re.compile(rb"(?i)(?:https?|mailto|tel):")
# Pages turned by the reader's own buttons.
_HARMLESS = {"/GoTo", "/URI", "/Named"}
_TURNS = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
_PHOTOGRAPHS = {"/DCTDecode": strip_picture, "/DCT": strip_picture, "/JPXDecode": strip_jpx}
_SCRIPTS = {"/JavaScript", "/Rendition"}
_ANNOTATIONS = {
    *("/Link", "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight"),
    *("/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Popup", "/Widget"),
}
_CATALOGUE = {
    *("/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/Names", "/Dests", "/ViewerPreferences"),
    *("/PageLayout", "/PageMode", "/Outlines", "/OpenAction", "/AcroForm", "/StructTreeRoot", "/MarkInfo", "/Lang"),
    *("/OutputIntents", "/OCProperties"),
}
# Keys that act, lead away or tell, wherever they stand, and what to call them.
_UNWANTED = {
    "/JS": Removal.JAVASCRIPT,
    "/JavaScript": Removal.JAVASCRIPT,
    "/AA": Removal.ACTION,
    "/PA": Removal.ACTION,
    "/EF": Removal.EMBEDDED_FILE,
    "/AF": Removal.EMBEDDED_FILE,
    "/RF": Removal.EMBEDDED_FILE,
    "/XFA": Removal.FORM,
    "/RichMediaContent": Removal.MULTIMEDIA,
    "/RichMediaSettings": Removal.MULTIMEDIA,
    "/3DD": Removal.MULTIMEDIA,
    "/Sound": Removal.MULTIMEDIA,
    "/Movie": Removal.MULTIMEDIA,
    "/Ref": Removal.EXTERNAL_REFERENCE,
    "/OPI": Removal.EXTERNAL_REFERENCE,
    # Text with links of its own, which some readers show in place of what is drawn.
    "/RC": Removal.EXTERNAL_REFERENCE,
    "/RV": Removal.EXTERNAL_REFERENCE,
    "/Metadata": Removal.METADATA,
    "/PieceInfo": Removal.METADATA,
    "/Thumb": Removal.METADATA,
    "/LastModified": Removal.METADATA,
}
_OF_THE_CATALOGUE = {
    "/Collection": Removal.EMBEDDED_FILE,
    "/URI": Removal.EXTERNAL_REFERENCE,
    "/Perms": Removal.METADATA,
    "/Threads": Removal.METADATA,
}
_OF_NAMES = {"/JavaScript": Removal.JAVASCRIPT, "/EmbeddedFiles": Removal.EMBEDDED_FILE}
_OF_ANNOTATIONS = {"/FileAttachment": Removal.EMBEDDED_FILE}
_WHO_AND_WHEN = ("/T", "/M", "/CreationDate", "/NM", "/Subj")


def clean_pdf(raw: bytes) -> tuple[bytes, set[Removal]]:
    """A PDF written anew, with what reading needs."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        removed = _Cleaner(pdf).clean()
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue(), removed


class _Cleaner:
    """Goes over every dictionary of the file, reachable or not, and notes what it takes away."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._removed: set[Removal] = set()

    def clean(self) -> set[Removal]:
        if "/Info" in self._pdf.trailer:
            del self._pdf.trailer["/Info"]
            self._removed.add(Removal.METADATA)
        self._clean_catalogue(self._pdf.Root)
        for found in self._dictionaries():
            self._clean_dictionary(found)
        return self._removed

    def _dictionaries(self) -> Iterator[pikepdf.Object]:
        """Each dictionary and stream, those within arrays and within others too."""
        if len(self._pdf.objects) > MAX_OBJECTS:
            raise ValueError
        count = 0
        for top in self._pdf.objects:
            waiting = [top]
            while waiting:
                one = waiting.pop()
                count += 1
                if count > 10 * MAX_OBJECTS:
                    raise ValueError
                if isinstance(one, Dictionary | Stream):
                    yield one
                    waiting += [value for value in one.values() if _is_within(value)]
                elif isinstance(one, Array):
                    waiting += [value for value in one if _is_within(value)]

    def _clean_catalogue(self, root: pikepdf.Object) -> None:
        for key in set(root.keys()) - _CATALOGUE:
            self._drop(root, key, _OF_THE_CATALOGUE.get(key) or _UNWANTED.get(key))
        if "/OpenAction" in root and not isinstance(root.OpenAction, Array):
            self._clean_action(root, "/OpenAction")
        names = root.get("/Names")
        if isinstance(names, Dictionary):
            for key in set(names.keys()) - {"/Dests"}:
                self._drop(names, key, _OF_NAMES.get(key, Removal.ACTION))

    def _clean_dictionary(self, one: pikepdf.Object) -> None:
        for key in set(one.keys()) & set(_UNWANTED):
            self._drop(one, key, _UNWANTED[key])
        for key in ("/A", "/OpenAction"):
            if key in one and isinstance(one[key], Dictionary):
                self._clean_action(one, key)
        if isinstance(one.get("/Annots"), Array):
            self._clean_annotations(one)
        if isinstance(one, Stream):
            self._clean_stream(one)

    def _clean_action(self, owner: pikepdf.Object, key: str) -> None:
        """Only what a person would click on stays, and only the first of a chain."""
        action = owner[key]
        kind = str(action.get("/S", ""))
        address = bytes(action.get("/URI", b"")) if kind == "/URI" else b""
        allowed = {"/GoTo"} if key == "/OpenAction" else _HARMLESS
        leads_away = kind == "/URI" and not _LINKS.match(address)
        acts = kind == "/Named" and str(action.get("/N", "")) not in _TURNS
        if kind not in allowed or leads_away or acts:
            self._drop(owner, key, Removal.JAVASCRIPT if kind in _SCRIPTS else Removal.ACTION)
        elif "/Next" in action:
            self._drop(action, "/Next", Removal.ACTION)

    def _clean_annotations(self, page: pikepdf.Object) -> None:
        kept = Array()
        for annotation in page.Annots:
            kind = str(annotation.get("/Subtype", "")) if isinstance(annotation, Dictionary) else ""
            if kind not in _ANNOTATIONS:
                self._removed.add(_OF_ANNOTATIONS.get(kind, Removal.MULTIMEDIA))
                continue
            if kind != "/Widget":
                for key in _WHO_AND_WHEN:
                    if key in annotation:
                        self._drop(annotation, key, Removal.METADATA)
            kept.append(annotation)
        if len(kept) < len(page.Annots):
            page.Annots = kept

    def _clean_stream(self, one: pikepdf.Object) -> None:
        # A stream whose octets are in another file.
        for key in ("/F", "/FFilter", "/FDecodeParms"):
            if key in one:
                self._drop(one, key, Removal.EXTERNAL_REFERENCE)
        if one.get("/Type") == Name.EmbeddedFile:
            one.write(b"")
            self._removed.add(Removal.EMBEDDED_FILE)
            return
        filters = _as_list(one.get("/Filter"))
        if filters and str(filters[-1]) in _PHOTOGRAPHS:
            self._clean_photograph(one, filters)

    def _clean_photograph(self, one: pikepdf.Object, filters: list[pikepdf.Object]) -> None:
        """The picture without what its camera wrote, which may itself be packed; nothing of what is no such picture."""
        parameters = _as_list(one.get("/DecodeParms"))
        raw = one.read_raw_bytes()
        packed = raw
        if len(filters) > 1:
            wrapped = Stream(self._pdf, raw, Filter=Array(filters[:-1]))
            if len(parameters) == len(filters):
                wrapped.DecodeParms = Array(parameters[:-1])
            raw = wrapped.read_bytes()
        bare = _PHOTOGRAPHS[str(filters[-1])](raw)
        if bare == packed or not raw:
            return
        own = parameters[-1] if len(parameters) == len(filters) else None
        own = own if isinstance(own, Dictionary) else None
        one.write(bare or b"", filter=Name(str(filters[-1])), decode_parms=own)
        if bare != raw:
            self._removed.add(Removal.PICTURE if bare is None else Removal.METADATA)

    def _drop(self, owner: pikepdf.Object, key: str, why: Removal | None) -> None:
        del owner[key]
        if why is not None:
            self._removed.add(why)


def _as_list(value: pikepdf.Object | None) -> list[pikepdf.Object]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def _is_within(value: pikepdf.Object) -> bool:
    """Whether a value is part of this object; what is not comes by itself."""
    return isinstance(value, Dictionary | Array | Stream) and not value.is_indirect
