import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.cli.demo.files import cv_lines
from app.cli.demo.people import draw_persona
from app.core.text import clean_line, fold
from app.domain.documents.contacts import Contacts, find_contacts

from .cv_heads import HEADS

_PIECES = st.sampled_from(
    [word for text, *_ in HEADS for word in re.split(r"(\s+)", text)]
    + ["@", "+33", "(", ")", "/", "-", "00", "’", "ﬁ", "İ", "ß"]
)
_TEXTS = (
    st.text(max_size=300) | st.lists(_PIECES, max_size=40).map("".join) | st.lists(_PIECES, max_size=40).map(" ".join)
)


@pytest.mark.parametrize(("text", "name", "email", "phone"), HEADS)
def test_head_of_a_cv_gives_what_is_clear(text: str, name: str | None, email: str | None, phone: str | None) -> None:
    assert find_contacts(text) == Contacts(name, email, phone)


def test_demonstration_cvs_are_read_whole() -> None:
    personas = [draw_persona(number) for number in range(500)]
    texts = ["\n".join(text for _, text in cv_lines(persona)) for persona in personas]
    exact = [
        find_contacts(text) == Contacts(one.name, one.email, one.phone)
        for text, one in zip(texts, personas, strict=True)
    ]
    assert sum(exact) / len(exact) >= 0.9


@given(_TEXTS)
@example("A" * 5000 + " B")
@example("1" * 100_000)
@example("@" * 5000)
@example("A. B")
@example("A\x1bA A¹")
def test_whatever_is_offered_stands_in_the_text(text: str) -> None:
    found = find_contacts(text)
    whole = fold("\n".join(clean_line(line) for line in text.splitlines()))
    assert all(fold(word) in whole for word in (found.name or "").split())
    assert fold(found.email or "") in whole
    assert re.sub(r"\D", "", found.phone or "") in re.sub(r"\D", "", whole)


@given(_TEXTS)
def test_whatever_is_offered_has_its_shape(text: str) -> None:
    found = find_contacts(text)
    assert found.name is None or 2 <= len(found.name.split()) <= 9
    assert found.email is None or re.fullmatch(r"[^@\s]+@[^@\s]+\.[A-Za-z]+", found.email)
    assert found.phone is None or 8 <= len(re.sub(r"\D", "", found.phone)) <= 16


def test_name_far_down_needs_the_address() -> None:
    above = "- vba\n" * 10
    assert find_contacts(above + "Camille Durand").name is None
    assert find_contacts(above + "Camille Durand\ncamille@example.org").name == "Camille Durand"
    assert find_contacts("- vba\n" * 60 + "Camille Durand\ncamille@example.org").name is None


@pytest.mark.parametrize(
    "line", ["#" * 900 + "a 12 " * 215, "#" * 40 + " 0612345678 12", "a 12 ", "id 0612345678 ", "a@", "(1", "cv a."]
)
def test_a_hostile_line_costs_no_more_than_it_is_long(line: str) -> None:
    """5.2.1, 2.4.1: it is a stranger's, looked at in the process that serves everybody."""
    text = line * (20_000 // len(line))
    begun = time.process_time()
    find_contacts(text)
    assert time.process_time() - begun < 2
