"""The answer of a reader is believed only where its shape is right: a hostile file may have written it."""

from typing import Any

import pytest

from app.adapters import previews
from app.adapters.confinement import Answer, ReaderFailed

LINE = [10, 10, 50, 12, "Camille Durand", True]
SHEET = {"number": 1, "width": 595, "height": 842, "pixels": [2, 1], "lines": [LINE]}
SAID = {"text": "Camille Durand", "hidden": "", "pages": 1, "sheets": [SHEET]}
PIXELS = bytes(6)


def _answers(monkeypatch: pytest.MonkeyPatch, value: Any, files: list[bytes]) -> None:
    monkeypatch.setattr(previews, "run", lambda *_given: Answer(value, files, 0))


def test_honest_answer_is_a_page_and_its_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, SAID, [PIXELS])
    content, pictures = previews.prepare(b"")
    assert (content.text, content.pages, content.sheets[0].lines[0].text) == ("Camille Durand", 1, "Camille Durand")
    assert [picture[:4] for picture in pictures] == [b"RIFF"]
    assert previews.Content.from_json(content.as_json()) == content


def _sheet(**changed: Any) -> dict[str, Any]:
    return SAID | {"sheets": [SHEET | changed]}


LIES: dict[str, tuple[Any, list[bytes]]] = {
    "no value": (None, [PIXELS]),
    "text that is none": (SAID | {"text": 3}, [PIXELS]),
    "pages that are none": (SAID | {"pages": "many"}, [PIXELS]),
    "block of another kind": (SAID | {"blocks": [["script", "x"]]}, [PIXELS]),
    "sheets that are none": (SAID | {"sheets": {}}, []),
    "fewer pictures than sheets": (SAID, []),
    "sheet that is none": (SAID | {"sheets": ["page"]}, [PIXELS]),
    "line that is none": (_sheet(lines=["Camille Durand"]), [PIXELS]),
    "width of a word": (_sheet(width="595"), [PIXELS]),
    "width without end": (_sheet(width=float("inf")), [PIXELS]),
    "page of a mile": (_sheet(height=10_000_000), [PIXELS]),
    "fewer pixels than told": (_sheet(pixels=[3, 1]), [PIXELS]),
    "no pixels": (_sheet(pixels=[0, 0]), [b""]),
    "too many pixels": (_sheet(pixels=[100_000, 100_000]), [PIXELS]),
}


@pytest.mark.parametrize("lie", LIES)
def test_answer_of_another_shape_is_a_reader_that_failed(lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, *LIES[lie])
    with pytest.raises(ReaderFailed):
        previews.prepare(b"")


def test_more_lines_than_a_page_has_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, _sheet(lines=[[*LINE[:4], "x" * 5000, True]] * 5000), [PIXELS])
    sheets, _ = previews.render(b"", 1, 1)
    assert (len(sheets[0].lines), len(sheets[0].lines[0].text)) == (previews.MAX_LINES, previews.MAX_LINE)
