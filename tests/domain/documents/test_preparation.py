"""What cannot be made of a file is left out, and what can be is kept."""

from typing import Any

import pytest

from app.adapters import cleanup, conversion, previews
from app.adapters.confinement import ReaderFailed, Reason
from app.domain.documents import preparation
from app.domain.documents.enums import MediaType, RenditionKind
from app.domain.documents.preparation import prepare
from tests.adapters import samples
from tests.adapters.hidden_texts import long_pdf


def _kinds(content: bytes, media_type: MediaType) -> list[tuple[RenditionKind, int]]:
    return [(made.kind, made.number) for made in prepare(content, media_type).made]


def _gives_up(*_given: Any) -> Any:
    raise ReaderFailed(Reason.TIME)


CONTENT, CLEAN = (RenditionKind.CONTENT, 0), (RenditionKind.CLEAN_COPY, 0)


def test_letter_without_a_converter_is_read_as_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "find_converter", lambda: None)
    assert _kinds(samples.word(), MediaType.DOCX) == [CONTENT, CLEAN]


def test_letter_that_cannot_be_set_is_read_as_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "find_converter", lambda: "somewhere")
    monkeypatch.setattr(conversion, "to_pdf", _gives_up)
    prepared = prepare(samples.word("Camille Durand"), MediaType.DOCX)
    assert (prepared.fault, prepared.content is not None and prepared.content.text) == (None, "Camille Durand")


def test_file_that_cannot_be_cleaned_is_still_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup, "clean", _gives_up)
    prepared = prepare(samples.pdf("Camille Durand"), MediaType.PDF)
    assert [(made.kind, made.number) for made in prepared.made] == [CONTENT, (RenditionKind.PAGE, 1)]
    assert prepared.removed is None


def test_letter_that_cannot_be_cleaned_never_reaches_the_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups that go too deep for the clean copy: its text is read, and nothing sets it as pages."""
    given: list[bytes] = []
    monkeypatch.setattr(conversion, "find_converter", lambda: "somewhere")
    monkeypatch.setattr(conversion, "to_pdf", lambda content, _media_type: given.append(content) or samples.pdf())
    deep = rb"{\rtf1\ansi Camille Durand" + b"{" * 300 + b"}" * 300 + rb"\par}"
    prepared = prepare(deep, MediaType.RTF)
    assert (given, [(made.kind, made.number) for made in prepared.made]) == ([], [CONTENT])
    assert prepared.content is not None
    assert prepared.content.text == "Camille Durand"
    prepare(samples.RTF, MediaType.RTF)
    assert len(given) == 1


@pytest.mark.parametrize("more", [_gives_up, lambda *_given: ([], [])], ids=["gives up", "draws nothing"])
def test_later_page_that_cannot_be_drawn_ends_the_pictures_only(more: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "render", more)
    prepared = prepare(long_pdf(7), MediaType.PDF)
    assert [(made.kind, made.number) for made in prepared.made] == [CONTENT, (RenditionKind.PAGE, 1), CLEAN]
    assert prepared.content is not None
    assert prepared.content.pages == 7


def test_no_page_is_begun_after_the_time_for_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "BUDGET_SECONDS", 0)
    prepared = prepare(long_pdf(7), MediaType.PDF)
    assert [(made.kind, made.number) for made in prepared.made] == [CONTENT, (RenditionKind.PAGE, 1), CLEAN]
    assert prepared.fault is None
    monkeypatch.setattr(conversion, "find_converter", lambda: pytest.fail("too late"))
    assert _kinds(samples.word(), MediaType.DOCX) == [CONTENT, CLEAN]
