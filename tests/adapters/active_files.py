"""Files that act, lead away or tell of their maker; all made here. Whatever must go holds the word CANARY."""

import io
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from . import samples

CANARY = "CANARY"
_ADDRESS = "http://canary.example.org/CANARY"


def pdf_with(kind: str) -> bytes:
    """A one-page PDF that has the thing."""
    with pikepdf.open(io.BytesIO(samples.pdf())) as pdf:
        del pdf.trailer["/Info"]
        PDFS[kind](pdf)
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _annotate(pdf: Pdf, **entries: Any) -> None:
    annotation = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 10, 10], **entries))
    pdf.pages[0].Annots = Array([annotation])


def _action(kind: str, **entries: Any) -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name("/" + kind), **entries)


def _link(pdf: Pdf, action: Dictionary) -> None:
    _annotate(pdf, Subtype=Name.Link, A=action)


def _open_action(pdf: Pdf, action: Dictionary) -> None:
    pdf.Root.OpenAction = action


def _script_on_start(pdf: Pdf) -> None:
    names = Array(["x", _action("JavaScript", JS=f"app.alert('{CANARY}')")])
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=names))


def _page_event(pdf: Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=_action("JavaScript", JS=CANARY))


def _form(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp>CANARY</xdp>"))


def _submitting_button(pdf: Pdf) -> None:
    _annotate(pdf, Subtype=Name.Widget, FT=Name.Btn, T="send", A=_action("SubmitForm", F=_ADDRESS))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.pages[0].Annots[0]]))


def _attachment(pdf: Pdf) -> None:
    pdf.attachments["CANARY.exe"] = b"MZ CANARY"


def _attached_note(pdf: Pdf) -> None:
    file = Dictionary(EF=Dictionary(F=pdf.make_stream(b"CANARY", Type=Name.EmbeddedFile)))
    _annotate(pdf, Subtype=Name.FileAttachment, FS=pdf.make_indirect(file))


def _film(pdf: Pdf) -> None:
    _annotate(pdf, Subtype=Name.RichMedia, RichMediaContent=Dictionary(Assets=Dictionary(x=CANARY)))


def _metadata(pdf: Pdf) -> None:
    pdf.trailer.Info = pdf.make_indirect(Dictionary(Author=CANARY))
    pdf.Root.Metadata = pdf.make_stream(b"<x>CANARY</x>", Type=Name.Metadata, Subtype=Name.XML)
    pdf.pages[0].PieceInfo = Dictionary(x=CANARY)


def _photograph(pdf: Pdf) -> None:
    image = pdf.make_stream(
        jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, ColorSpace=Name.DeviceRGB, BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )  # fmt: skip
    pdf.pages[0].Resources.XObject = Dictionary(Im=image)


def _external_stream(pdf: Pdf) -> None:
    image = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, F=_ADDRESS)
    pdf.pages[0].Resources.XObject = Dictionary(Im=image)


PDFS: dict[str, Callable[[Pdf], None]] = {
    "open script": lambda pdf: _open_action(pdf, _action("JavaScript", JS=CANARY)),
    "open launch": lambda pdf: _open_action(pdf, _action("Launch", F=CANARY)),
    "open address": lambda pdf: _open_action(pdf, _action("URI", URI=_ADDRESS)),
    "open share": lambda pdf: _open_action(pdf, _action("GoToR", F="\\\\canary.example.org\\CANARY", D=[0])),
    "script on start": _script_on_start,
    "page event": _page_event,
    "launch link": lambda pdf: _link(pdf, _action("Launch", F=CANARY)),
    "script link": lambda pdf: _link(pdf, _action("URI", URI=f"javascript:{CANARY}")),
    "chained link": lambda pdf: _link(pdf, _action("URI", URI="https://example.org", Next=_action("Launch", F=CANARY))),
    "import": lambda pdf: _link(pdf, _action("ImportData", F=CANARY)),
    "embedded document": lambda pdf: _link(pdf, _action("GoToE", T=Dictionary(N=CANARY))),
    "form": _form,
    "submitting button": _submitting_button,
    "attachment": _attachment,
    "attached note": _attached_note,
    "portfolio": lambda pdf: pdf.Root.__setattr__("Collection", Dictionary(Schema=CANARY)),
    "film": _film,
    "author of a note": lambda pdf: _annotate(pdf, Subtype=Name.Text, T=CANARY, Contents="seen"),
    "metadata": _metadata,
    "photograph": _photograph,
    "external stream": _external_stream,
    "base address": lambda pdf: pdf.Root.__setattr__("URI", Dictionary(Base=_ADDRESS)),
}


def jpeg() -> bytes:
    """A photograph that tells where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = CANARY
    Image.new("RGB", (8, 8), "red").save(out, "JPEG", exif=exif, comment=CANARY)
    return out.getvalue()


def png() -> bytes:
    """A picture with a text chunk."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    raw = out.getvalue()
    chunk = struct.pack("!I", 14) + b"tEXt" + b"Author\x00CANARY " + b"\x00\x00\x00\x00"
    return raw[:33] + chunk + raw[33:]


_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _word_relation(kind: str, target: str, *, external: bool = True) -> bytes:
    return _with_relation(samples.word(), kind, target, external=external)


def _with_relation(
    raw: bytes, kind: str, target: str, *, external: bool, added: dict[str, bytes] | None = None
) -> bytes:
    name = "word/_rels/document.xml.rels"
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        relations = archive.read(name)
    mode = ' TargetMode="External"' if external else ""
    one = f'<Relationship Id="rIdX" Type="{_REL}/{kind}" Target="{target}"{mode}/></Relationships>'
    return samples.repacked(raw, {name: relations.replace(b"</Relationships>", one.encode())}, added)


def word_body(xml: str, prefix: str = "w") -> bytes:
    """A Word file with ``xml`` in its body, behind a visible word."""
    document = (
        f'<{prefix}:document xmlns:{prefix}="{_W}" xmlns:r="{_REL}"><{prefix}:body><{prefix}:p><{prefix}:r>'
        f"<{prefix}:t>seen</{prefix}:t></{prefix}:r></{prefix}:p>{xml}</{prefix}:body></{prefix}:document>"
    )
    return samples.repacked(samples.word(), {"word/document.xml": document.encode()})


_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAU</w:instrText></w:r><w:r><w:instrText>TO CANARY'
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>shown</w:t></w:r></w:p>'
)
WORDS = {
    "remote template": lambda: _word_relation("attachedTemplate", _ADDRESS),
    "remote picture": lambda: _with_relation(
        word_body('<w:p><w:r><w:drawing><x r:link="rIdX"/></w:drawing></w:r></w:p>'), "image", _ADDRESS, external=True
    ),
    "remote frame": lambda: _word_relation("frame", _ADDRESS),
    "script link": lambda: _word_relation("hyperlink", f"javascript:{CANARY}"),
    "share link": lambda: _word_relation("hyperlink", "file:////canary.example.org/CANARY"),
    "embedded object": lambda: _with_relation(
        word_body('<w:p><w:r><w:object><o r:id="rIdX" ProgID="CANARY"/></w:object></w:r></w:p>'),
        "oleObject",
        "embeddings/oleObject1.bin",
        external=False,
        added={"word/embeddings/oleObject1.bin": b"CANARY"},
    ),
    "other document inside": lambda: _with_relation(
        word_body('<w:altChunk r:id="rIdX"/>'),
        "aFChunk",
        "afchunk.mht",
        external=False,
        added={"word/afchunk.mht": b"CANARY"},
    ),
    "field in pieces": lambda: word_body(_FIELD),
    "simple field": lambda: word_body(
        '<w:p><w:fldSimple w:instr="INCLUDETEXT CANARY"><w:r><w:t>shown</w:t></w:r></w:fldSimple></w:p>'
    ),
    "object behind another prefix": lambda: word_body("<x:p><x:r><x:object>CANARY</x:object></x:r></x:p>", prefix="x"),
    "author": lambda: word_body(
        f'<w:p><w:ins w:author="{CANARY}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>more</w:t></w:r></w:ins></w:p>'
    ),
    "properties": lambda: samples.repacked(samples.word(), {"docProps/core.xml": b"<x>CANARY</x>"}),
    "custom part": lambda: samples.repacked(samples.word(), {}, {"customXml/item9.xml": b"<x>CANARY</x>"}),
    "photograph": lambda: samples.repacked(samples.word(), {}, {"word/media/image1.jpg": jpeg()}),
    "picture with words": lambda: samples.repacked(samples.word(), {}, {"word/media/image1.png": png()}),
}


def _odt_body(xml: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(samples.odt())) as archive:
        content = archive.read("content.xml")
    return samples.repacked(
        samples.odt(), {"content.xml": content.replace(b"</office:text>", xml.encode() + b"</office:text>")}
    )


_SCRIPT = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
ODTS = {
    "event": lambda: _odt_body(
        f'<office:event-listeners><s:event-listener xmlns:s="{_SCRIPT}" s:macro-name="CANARY"/></office:event-listeners>'
    ),
    "object": lambda: _odt_body('<text:p><draw:frame><draw:object xlink:href="./CANARY"/></draw:frame></text:p>'),
    "remote picture": lambda: _odt_body(
        f'<text:p><draw:frame><draw:image xlink:href="{_ADDRESS}"/></draw:frame></text:p>'
    ),
    "script link": lambda: _odt_body(
        f'<text:p><text:a xlink:href="vnd.sun.star.script:{CANARY}">shown</text:a></text:p>'
    ),
    "remote section": lambda: _odt_body(
        f'<text:section text:name="s"><text:section-source xlink:href="{_ADDRESS}"/></text:section>'
    ),
    "author": lambda: samples.repacked(samples.odt(), {"meta.xml": b"<x>CANARY</x>"}),
    "photograph": lambda: samples.repacked(samples.odt(), {}, {"Pictures/a.jpg": jpeg()}),
}

RTFS = {
    "object": rb"{\rtf1\ansi seen{\object\objemb{\*\objdata 43414e415259 CANARY}}\par}",
    "field": rb"{\rtf1\ansi seen{\field{\*\fldinst DDEAUTO CANARY}{\fldrslt shown}}\par}",
    "picture from elsewhere": rb'{\rtf1\ansi seen{\field{\*\fldinst INCLUDEPICTURE "http://canary.example.org/CANARY"}{\fldrslt shown}}\par}',
    "script link": rb'{\rtf1\ansi seen{\field{\*\fldinst HYPERLINK "javascript:CANARY"}{\fldrslt shown}}\par}',
    "author": rb"{\rtf1\ansi{\info{\author CANARY}}seen\par}",
    "program": rb"{\rtf1\ansi{\*\generator CANARY;}seen\par}",
    "template": rb"{\rtf1\ansi{\*\template http://canary.example.org/CANARY}seen\par}",
    "raw octets": b"{\\rtf1\\ansi seen{\\pict\\bin7 CANARY}}\\par}",
}
