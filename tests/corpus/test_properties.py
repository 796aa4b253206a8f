"""Whatever the octets, making a file ready ends with what can be read or a named fault, and leaves nobody behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters import confined, confined_program, confinement, conversion
from app.adapters.confinement import Reason
from app.domain.documents.enums import MediaType
from app.domain.documents.preparation import Prepared, prepare
from tests.adapters import samples

pytestmark = pytest.mark.once
WHOLE = {
    MediaType.PDF: samples.pdf(),
    MediaType.DOCX: samples.word(),
    MediaType.ODT: samples.odt(),
    MediaType.RTF: samples.RTF,
    MediaType.TXT: samples.TEXT,
}


@pytest.fixture(autouse=True)
def _without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second for each example would leave time for few of them; it has tests of its own."""
    monkeypatch.setattr(conversion, "find_converter", lambda: None)


def _readers() -> list[str]:
    """The processes that the server of readers has."""
    servers = [
        child
        for children in Path("/proc/self/task").glob("*/children")
        for child in children.read_text().split()
        if confined.__file__ in Path(f"/proc/{child}/cmdline").read_text()
    ]
    return [
        reader
        for one in servers
        for path in Path(f"/proc/{one}/task").glob("*/children")
        for reader in path.read_text().split()
    ]


def _programs() -> list[str]:
    """The confined programs that this process has begun."""
    own = [child for path in Path("/proc/self/task").glob("*/children") for child in path.read_text().split()]
    return [child for child in own if confined_program.__file__ in Path(f"/proc/{child}/cmdline").read_text()]


def _is_whole(prepared: Prepared) -> bool:
    if prepared.content is None:
        return prepared.fault in set(Reason)
    return prepared.fault is None and len(prepared.content.text) <= 200_000


@pytest.mark.parametrize("media_type", WHOLE)
@settings(max_examples=40)
@given(data=st.data())
def test_cut_and_flipped_files_are_read_or_named(media_type: MediaType, data: st.DataObject) -> None:
    raw = bytearray(WHOLE[media_type][: data.draw(st.integers(1, len(WHOLE[media_type])))])
    for _ in range(data.draw(st.integers(0, 10))):
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert _is_whole(prepare(bytes(raw), media_type))


@pytest.mark.parametrize("media_type", WHOLE)
@settings(max_examples=25)
@given(raw=st.binary(max_size=3000))
def test_any_octets_are_read_or_named(media_type: MediaType, raw: bytes) -> None:
    assert _is_whole(prepare(raw, media_type))


@pytest.fixture(autouse=True)
def _nobody_left() -> Iterator[None]:
    """After the examples, whatever they were: no reader, and no program of the converter."""
    yield
    confinement.list_layers()
    assert (_readers(), _programs()) == ([], [])


@pytest.mark.skipif(conversion.find_converter() is None, reason="no LibreOffice (install libreoffice-writer-nogui)")
def test_no_program_is_left_by_what_it_cannot_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for media_type in (MediaType.DOCX, MediaType.RTF):
        raw = WHOLE[media_type]
        assert _is_whole(prepare(raw, media_type))
        assert _is_whole(prepare(raw[: len(raw) * 2 // 3], media_type))
