"""Whatever the server is asked first, it has learnt all that its reader may not look up any more."""

import pytest

from app.adapters import cleanup, confinement, previews
from app.adapters.media_types import DOCX, ODT, PDF, RTF, TXT
from app.adapters.sniffing import sniff

from . import samples

FILES = {
    DOCX: samples.word("Camille Durand"),
    ODT: samples.odt("Camille Durand"),
    PDF: samples.pdf("Camille Durand"),
    RTF: samples.RTF,
    TXT: "Camille Durand, trésorière".encode("utf-16"),
}


@pytest.fixture(autouse=True)
def fresh_server() -> None:
    confinement.stop()


@pytest.mark.parametrize("media_type", FILES)
def test_file_is_cleaned_by_a_fresh_server(media_type: str) -> None:
    assert cleanup.clean(FILES[media_type], media_type).content


@pytest.mark.parametrize("media_type", FILES)
def test_file_is_read_by_a_fresh_server(media_type: str) -> None:
    assert "Camille Durand" in previews.read_content(FILES[media_type], media_type).text


@pytest.mark.parametrize("media_type", FILES)
def test_file_is_judged_by_a_fresh_server(media_type: str) -> None:
    assert sniff(FILES[media_type]) == media_type
