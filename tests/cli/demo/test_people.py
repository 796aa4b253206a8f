"""Invented people: always the same ones, nobody's address twice, nothing that could be somebody's (A12.6)."""

import re
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from odfdo import Document as OpenDocument

from app.adapters import sniffing
from app.cli.demo.files import WRITERS, cv_lines, letter_lines
from app.cli.demo.people import draw_persona


def test_the_same_seed_gives_the_same_people() -> None:
    assert [draw_persona(n) for n in range(50)] == [draw_persona(n) for n in range(50)]
    assert draw_persona(1, seed=1) != draw_persona(1, seed=2)


def test_ten_thousand_people_have_ten_thousand_addresses_of_nobody() -> None:
    people = [draw_persona(number) for number in range(10_000)]
    addresses = {persona.email for persona in people}
    assert len(addresses) == 10_000
    assert all(re.fullmatch(r"[a-z0-9.-]+@example\.org", address) for address in addresses)
    assert all(re.fullmatch(r"06 39 98 \d\d \d\d", persona.phone) for persona in people)
    english = sum(persona.locale == "en" for persona in people)
    assert 1800 < english < 2600
    assert any(len(persona.name) > 30 for persona in people)
    assert any(not persona.position for persona in people)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("number", [0, 3, 7])
def test_a_file_is_a_real_one_with_the_person_s_words(tmp_path: Path, kind: str, number: int) -> None:
    persona = draw_persona(number)
    for lines in (cv_lines(persona), letter_lines(persona, "Analyste", "Aubrac & Vauquelin")):
        path = tmp_path / f"file.{kind}"
        path.write_bytes(WRITERS[kind](lines))
        assert sniffing.sniff(path.read_bytes()).endswith({"pdf": "pdf", "docx": "document", "odt": "text"}[kind])
        assert persona.name.split()[-1].replace("’", "'") in _text(path, kind).replace("’", "'")


def _text(path: Path, kind: str) -> str:
    if kind == "docx":
        return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
    if kind == "odt":
        return str(OpenDocument(path).get_formatted_text())
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
