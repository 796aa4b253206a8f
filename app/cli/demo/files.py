"""Real files: CVs and letters as PDF, DOCX and ODT, written from a persona."""

import io
from collections.abc import Callable
from functools import cache

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from fpdf import FPDF
from odfdo import Document as OpenDocument
from odfdo import Header, Paragraph

from .people import Persona

Lines = list[tuple[str, str]]  # (kind, text): title, head, line
LATEST = 2026
WORDS = {
    "fr": ("Expérience", "Formation", "Langues", "aujourd’hui"),
    "en": ("Experience", "Education", "Languages", "today"),
}


def cv_lines(persona: Persona) -> Lines:
    """A CV as (kind, text)."""
    experience, education, languages, today = WORDS[persona.locale]
    lines: Lines = [("title", persona.name), ("line", persona.position), ("line", f"{persona.email} · {persona.phone}")]
    lines.append(("head", experience))
    first = min(persona.year + 1, LATEST - len(persona.deeds))
    years = [first + place for place in range(len(persona.deeds))]
    spans = list(zip(years, [*map(str, years[1:]), today], persona.deeds, strict=True))
    lines += [("line", f"{start} – {end} · {deed}") for start, end, deed in reversed(spans)]
    lines.append(("head", education))
    lines += [("line", f"{persona.year - place * 2} · {school}") for place, school in enumerate(persona.schools)]
    return [*lines, ("head", languages), ("line", ", ".join(persona.languages))]


def letter_lines(persona: Persona, job_title: str, firm: str) -> Lines:
    """A cover letter as (kind, text)."""
    if persona.locale == "en":
        body = (
            f"Dear members of {firm},",
            f"I am applying for the position of {job_title}. My path so far: {persona.deeds[0].lower()}, then {persona.deeds[1].lower()}.",
            "What draws me to you is the size of your team and the care that your publications show. I would gladly tell you more.",
            "Yours sincerely,",
        )
    else:
        body = (
            "Madame, Monsieur,",
            f"Je vous propose ma candidature au poste « {job_title} ». Mon parcours : {persona.deeds[0].lower()}, puis {persona.deeds[1].lower()}.",
            f"La taille de votre équipe et le soin de vos travaux m’attirent chez {firm}. Je vous en parlerais volontiers de vive voix.",
            "Je vous prie d’agréer, Madame, Monsieur, mes salutations distinguées.",
        )
    return [("title", persona.name), *(("line", text) for text in body), ("line", persona.name)]


def write_pdf(lines: Lines) -> bytes:
    """A PDF of one page or more, in a core font: text outside of it is written with what the font has."""
    pdf = FPDF(format="A4")
    pdf.set_margin(22)
    pdf.add_page()
    for kind, text in lines:
        size, style, gap = {"title": (20, "B", 4), "head": (13, "B", 6), "line": (11, "", 2)}[kind]
        pdf.ln(gap)
        pdf.set_font("Helvetica", style, size)
        pdf.multi_cell(0, size * 0.5, _latin(text), new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


def write_docx(lines: Lines) -> bytes:
    """A Word file."""
    document = new_word()
    for kind, text in lines:
        if kind == "line":
            document.add_paragraph(text)
        else:
            document.add_heading(text, level=0 if kind == "title" else 2)
    return _saved(document)


def new_word() -> WordDocument:
    """An empty Word file."""
    return docx.Document(io.BytesIO(_word_template()))


@cache
def _word_template() -> bytes:
    """The library's own, without its hundred styles of tables: 800 kB of them, which people's files do not have."""
    document = docx.Document()
    for style in document.styles:
        if style.type == WD_STYLE_TYPE.TABLE and style != document.styles.default(style.type):
            style.delete()
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[key]
    return _saved(document)


def write_odt(lines: Lines) -> bytes:
    """A LibreOffice file."""
    document = OpenDocument("text")
    document.body.clear()
    for kind, text in lines:
        document.body.append(Paragraph(text) if kind == "line" else Header(1 if kind == "title" else 2, text))
    return _saved(document)


WRITERS: dict[str, Callable[[Lines], bytes]] = {"pdf": write_pdf, "docx": write_docx, "odt": write_odt}


def _saved(document: WordDocument | OpenDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _latin(text: str) -> str:
    """The core fonts know Windows-1252 only."""
    plain = text.replace("\u202f", " ").replace("’", "'").replace("–", "-").replace("€", "EUR")
    return plain.encode("latin-1", "replace").decode("latin-1")
