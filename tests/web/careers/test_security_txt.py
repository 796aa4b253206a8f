"""Whom to tell of a weakness (RFC 9116)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.clock import now
from tests.page_client import PageClient

PATH = "/.well-known/security.txt"
FIELD = re.compile(r"([A-Za-z-]+): (\S.*)")


def _fields(client: PageClient) -> dict[str, str]:
    lines = client.get(PATH).get_data(as_text=True).splitlines()
    fields = [match.groups() for line in lines if (match := FIELD.fullmatch(line))]
    assert len(fields) == len(lines) == len(dict(fields))
    return dict(fields)


@pytest.mark.promise("C4.2")
def test_every_field_is_as_the_rfc_wants_it(client: PageClient, clock: Any) -> None:
    answer = client.get(PATH)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    fields = _fields(client)
    expires = fields.pop("Expires")
    assert fields == {
        "Contact": "mailto:recrutement@example.org",
        "Preferred-Languages": "fr, en",
        "Canonical": "http://localhost/.well-known/security.txt",
    }
    until = datetime.strptime(expires, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert now() + timedelta(days=30) < until < now() + timedelta(days=365)


def test_it_is_the_same_all_day(client: PageClient, clock: Any) -> None:
    before = client.get(PATH).data
    clock.shift(timedelta(hours=14))
    assert client.get(PATH).data == before
    clock.shift(timedelta(hours=1))
    assert client.get(PATH).data != before


@pytest.mark.parametrize("address", ["mailto:securite@example.org", "https://example.org/securite"])
def test_the_contact_is_a_setting(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setitem(app.config, "SECURITY_CONTACT", address)
    assert _fields(client)["Contact"] == address
