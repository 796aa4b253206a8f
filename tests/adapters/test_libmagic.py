"""Where libmagic comes from."""

import ctypes.util
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.adapters import libmagic


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without the system's library."""
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    libmagic._library.cache_clear()
    yield
    libmagic._library.cache_clear()


@pytest.mark.usefixtures("_bare")
def test_a_machine_without_either_library_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(RuntimeError, match="has libmagic"):
        libmagic.say_media_type(b"octets")


def test_a_file_that_libmagic_cannot_read_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, _magic = libmagic._library()

    def breaks(_content: bytes) -> str:
        fault = module.MagicException(b"indirect offset")
        raise fault

    monkeypatch.setattr(libmagic, "_library", lambda: (module, SimpleNamespace(from_buffer=breaks)))
    assert libmagic.say_media_type(b"octets") is None
