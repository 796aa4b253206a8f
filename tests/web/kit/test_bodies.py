"""What is sent to us is in memory while it is received, and nowhere else (A13.5)."""

import io
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.factories import JobFactory
from tests.page_client import PageClient

CANARY = b"canary of the body"
_HEAD = b'--b\r\nContent-Disposition: form-data; name="cv"; filename="cv.pdf"\r\n\r\n'
_BODY = _HEAD + CANARY * 200_000 + b"\r\n--b--\r\n"


class _Watched(io.BytesIO):
    """A body that, when most of it has been read, looks at every file that this process has open or has made."""

    found: list[str] | None = None

    def readinto(self, buffer: Any) -> int:
        if self.found is None and self.tell() > len(_BODY) * 3 // 4:
            self.found = _files_with_canary()
        return super().readinto(buffer)


def _files_with_canary() -> list[str]:
    folder = Path(os.environ.get("TMPDIR", "/tmp"))  # noqa: S108  where files of the system are made
    return [str(path) for path in [*Path("/proc/self/fd").iterdir(), *folder.glob("tmp*")] if _has_canary(path)]


def _has_canary(path: Path) -> bool:
    with suppress(OSError):
        target = str(path.readlink()) if path.is_symlink() else str(path)
        if stat.S_ISREG(path.stat().st_mode) and not target.startswith("/memfd:"):
            return CANARY in path.read_bytes()
    return False


def test_large_file_on_its_way_in_is_in_no_file(app: Flask, db: Any) -> None:
    body = _Watched(_BODY)
    sent = app.test_client().post(
        "/jobs/none/apply",
        input_stream=body,
        content_length=len(_BODY),
        content_type="multipart/form-data; boundary=b",
    )
    assert (sent.status_code, body.found) == (404, [])


@pytest.mark.parametrize("says_its_length", [True, False])
def test_a_form_without_files_weighs_no_more_than_a_text_may(
    db: Any, client: PageClient, *, says_its_length: bool
) -> None:
    """5.2.1: eight megabytes of fields took three seconds and four hundred megabytes to read."""
    most = client.application.config["MAX_FORM_MEMORY_SIZE"]
    for path, octets, status in (("/contact", most, 422), ("/contact", most + 1, 413), ("/staff/login", most + 1, 413)):
        length = (
            {"content_length": octets} if says_its_length else {"environ_overrides": {"wsgi.input_terminated": True}}
        )
        sent = client.post(
            path,
            input_stream=io.BytesIO((b"a=b&" * most)[:octets]),
            content_type="application/x-www-form-urlencoded",
            **length,
        )
        assert (sent.status_code, "too long" in sent.text or "trop long" in sent.text) == (status, status == 413)


@pytest.mark.parametrize("path", ["/contact", "/staff/login", "/me/sign-in", "/me/link", "/jobs/{}/apply"])
@pytest.mark.parametrize(
    "body",
    ['{"name": 1, "email": 1, "form_token": 1}', '{"email": "\\ud800", "form_token": "\\ud800"}', "[" * 50_000, "1"],
)
def test_json_is_no_form(db: Any, client: PageClient, path: str, body: str) -> None:
    """1.2.4: no form of ours is sent as JSON, and what is sent so says nothing: it is no fault either."""
    sent = client.post(path.format(JobFactory().slug), data=body, content_type="application/json")
    assert sent.status_code == 422


def test_the_watch_sees_a_file_that_has_no_name_any_more(tmp_path: Path) -> None:
    """So that the test above can fail."""
    with (tmp_path / "spooled").open("w+b") as file:
        file.write(CANARY)
        file.flush()
        (tmp_path / "spooled").unlink()
        assert _files_with_canary() == [f"/proc/self/fd/{file.fileno()}"]
