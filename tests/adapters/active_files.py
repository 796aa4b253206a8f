"""Files that act, lead away or tell of their maker; all made here. Whatever must go holds the word CANARY."""

import io
import struct
import zipfile
import zlib
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


def _photograph(pdf: Pdf, octets: bytes | None = None, filters: Any = Name.DCTDecode) -> None:
    image = pdf.make_stream(
        octets or jpeg(), Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8, Filter=filters,
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
    "photograph in a list": lambda pdf: _photograph(pdf, filters=Array([Name.DCTDecode])),
    "packed photograph": lambda pdf: _photograph(pdf, zlib.compress(jpeg()), Array([Name.FlateDecode, Name.DCTDecode])),
    "filled photograph": lambda pdf: _photograph(pdf, progressive_jpeg()),
    "photograph of another kind": lambda pdf: _photograph(pdf, jpx(), Name.JPXDecode),
    "program as a photograph": lambda pdf: _photograph(pdf, b"MZ CANARY"),
    "note with links": lambda pdf: _annotate(
        pdf, Subtype=Name.FreeText, Contents="seen", RC='<body><a href="file://canary/CANARY">x</a></body>'
    ),
    "subject of a note": lambda pdf: _annotate(pdf, Subtype=Name.Text, Subj=CANARY, Contents="seen"),
    "print": lambda pdf: _link(pdf, _action("Named", N=Name.Print, CANARY=1)),
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
    said = b"tEXtAuthor\x00CANARY "
    chunk = struct.pack("!I", 14) + said + struct.pack("!I", zlib.crc32(said))
    return raw[:33] + chunk + raw[33:] + b"MZ CANARY"


def progressive_jpeg() -> bytes:
    """Several scans, words between and behind them, and octets that fill the place before a marker."""
    out = io.BytesIO()
    Image.effect_noise((64, 64), 50).convert("RGB").save(out, "JPEG", progressive=True)
    raw = out.getvalue()
    second = raw.index(b"\xff\xda", raw.index(b"\xff\xda") + 2)
    comment = b"\xff\xfe\x00\x08CANARY"
    return raw[:2] + b"\xff" + comment + raw[2:second] + comment + raw[second:] + b"MZ CANARY"


def gif() -> bytes:
    """Two pictures one after the other, with a comment, and octets behind the end."""
    out = io.BytesIO()
    frames = [Image.new("P", (8, 8), number) for number in (1, 2)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], loop=0, comment=CANARY.encode())
    return out.getvalue() + b"MZ CANARY"


def jpx() -> bytes:
    """A JPEG 2000 with a box that tells, and a comment."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "JPEG2000", comment=CANARY)
    box = b"uuid" + b"\x00" * 16 + b"CANARY"
    return out.getvalue() + struct.pack("!I", len(box) + 4) + box


PICTURES = {"jpeg": jpeg(), "progressive jpeg": progressive_jpeg(), "png": png(), "gif": gif()}
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


def _word_picture(octets: bytes) -> bytes:
    """A Word file that shows ``octets`` as a picture."""
    body = word_body('<w:p><w:r><w:drawing><x r:embed="rIdX"/></w:drawing></w:r></w:p>')
    return _with_relation(body, "image", "media/image1.png", external=False, added={"word/media/image1.png": octets})


def linked_picture(address: str) -> bytes:
    """A Word file that shows a picture from elsewhere, as Word writes it."""
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    body = word_body(
        f'<w:p><w:r><w:drawing><d:inline xmlns:d="{drawing}/wordprocessingDrawing"><d:extent cx="900000" cy="900000"/>'
        f'<d:docPr id="1" name="p"/><a:graphic xmlns:a="{drawing}/main"><a:graphicData uri="{drawing}/picture">'
        f'<p:pic xmlns:p="{drawing}/picture"><p:nvPicPr><p:cNvPr id="1" name="p"/><p:cNvPicPr/></p:nvPicPr><p:blipFill>'
        '<a:blip r:link="rIdX"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        "</a:graphicData></a:graphic></d:inline></w:drawing></w:r></w:p>"
    )
    return _with_relation(body, "image", address, external=True)


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
    "program as a picture": lambda: _word_picture(b"MZ CANARY"),
    "page as a picture": lambda: _word_picture(b"<html>CANARY</html>"),
    "metafile as a picture": lambda: _word_picture(b"\x01\x00\x00\x00 EMF CANARY"),
    "drawing of old": lambda: word_body(
        f'<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        f' href="{_ADDRESS}"><v:imagedata src="{_ADDRESS}" o:href="{_ADDRESS}"/><v:fill src="{_ADDRESS}" o:althref="{_ADDRESS}"/>'
        "</v:shape></w:pict></w:r></w:p>"
    ),
    "schema": lambda: word_body('<w:attachedSchema w:val="http://canary.example.org/CANARY"/>'),
    "author of a strict file": lambda: word_body(
        f'<w:p><s:ins xmlns:s="http://purl.oclc.org/ooxml/wordprocessingml/main" s:author="{CANARY}"/></w:p>'
    ),
    "editor": lambda: word_body('<w:permStart w:id="1" w:ed="CANARY"/><w:permEnd w:id="1"/>'),
    "path of a picture": lambda: word_body(
        '<w:p><w:r><w:drawing><d:docPr xmlns:d="x" id="1" name="p" descr="C:\\Users\\CANARY\\a.jpg"/></w:drawing></w:r></w:p>'
    ),
    "revision": lambda: word_body('<w:p w:rsidR="CANARY"><w:r><w:t>more</w:t></w:r></w:p>'),
    "deleted text": lambda: word_body("<w:p><w:del><w:r><w:delText>CANARY</w:delText></w:r></w:del></w:p>"),
    "moved text": lambda: word_body("<w:p><w:moveFrom><w:r><w:t>CANARY</w:t></w:r></w:moveFrom></w:p>"),
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
    "program as a picture": lambda: samples.repacked(
        _odt_body('<text:p><draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame></text:p>'),
        {},
        {"Pictures/a.png": b"MZ CANARY"},
    ),
    "picture inside the text": lambda: _odt_body(
        "<text:p><draw:frame><draw:image><office:binary-data>CANARY</office:binary-data></draw:image></draw:frame></text:p>"
    ),
    "initials": lambda: _odt_body(
        '<text:p><office:annotation xmlns:l="x"><l:sender-initials>CANARY</l:sender-initials></office:annotation></text:p>'
    ),
    "database": lambda: _odt_body(
        '<t:database-source-sql xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" t:database-name="CANARY"/>'
    ),
    "connection": lambda: _odt_body(
        '<text:p><text:dde-connection text:connection-name="CANARY">shown</text:dde-connection></text:p>'
    ),
    "author in the text": lambda: _odt_body(
        '<text:p><text:author-name text:note="CANARY">shown</text:author-name></text:p>'
    ),
    "deleted text": lambda: _odt_body(
        '<text:tracked-changes><text:changed-region text:id="c"><text:deletion><text:p>CANARY</text:p></text:deletion>'
        "</text:changed-region></text:tracked-changes>"
    ),
}

RTFS = {
    "object": rb"{\rtf1\ansi seen{\object\objemb{\*\objdata 43414e415259 CANARY}}\par}",
    "field": rb"{\rtf1\ansi seen{\field{\*\fldinst DDEAUTO CANARY}{\fldrslt shown}}\par}",
    "picture from elsewhere": rb'{\rtf1\ansi seen{\field{\*\fldinst INCLUDEPICTURE "http://canary.example.org/CANARY"}{\fldrslt shown}}\par}',
    "script link": rb'{\rtf1\ansi seen{\field{\*\fldinst HYPERLINK "javascript:CANARY"}{\fldrslt shown}}\par}',
    "author": rb"{\rtf1\ansi{\info{\author CANARY}}seen\par}",
    "program": rb"{\rtf1\ansi{\*\generator CANARY;}seen\par}",
    "template": rb"{\rtf1\ansi{\*\template http://canary.example.org/CANARY}seen\par}",
    "template behind a new line": b"{\\rtf1\\ansi{\\*\r\n\\template http://canary.example.org/CANARY}seen\\par}",
    "template behind a blank": rb"{\rtf1\ansi{\* \template http://canary.example.org/CANARY}seen\par}",
    "template behind another word": rb"{\rtf1\ansi{\b\template http://canary.example.org/CANARY}seen\par}",
    "object behind another word": rb"{\rtf1\ansi seen{\b\object\objautlink\objupdate{\*\objdata 43414e415259}}\par}",
    "field word in octets": rb"""{\rtf1\ansi seen{\field{\*\fldinst \'49\'4eCLUDEPICTURE "http://canary.example.org/CANARY" HYPERLINK "https://example.org"}{\fldrslt shown}}\par}""",
    "field word in unicode": rb"""{\rtf1\ansi seen{\field{\*\fldinst \uc0\u68 DEAUTO CANARY HYPERLINK "https://example.org"}{\fldrslt shown}}\par}""",
    "field behind words": rb"{\rtf1\ansi seen{\field{\b\i\ul\f0\fs20\fldinst DDEAUTO CANARY}{\fldrslt shown}}\par}",
    "picture kind that acts": rb"{\rtf1\ansi seen{\*\shppict{\pict\emfblip\picw8\pich8 43414e415259}}\par}",
    "photograph": rb"{\rtf1\ansi seen{\*\shppict{\pict\jpegblip\picw8\pich8 " + jpeg().hex().encode() + rb"}}\par}",
    "program as a picture": rb"{\rtf1\ansi seen{\pict\pngblip\picw8\pich8 4d5a43414e415259}\par}",
    "raw octets": b"{\\rtf1\\ansi seen{\\pict\\bin7 CANARY}}\\par}",
}
