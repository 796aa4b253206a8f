"""Logs: constant messages, fields beside them, nothing personal, one line an event."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core import logging as logs
from app.extensions import db as database

CANARY = "Camille Canari"


@pytest.fixture
def lines(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written in production's form; the application's own logging comes back afterwards."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = list(root.handlers)
    monkeypatch.setattr("sys.stderr", stream)
    logs.configure("json")
    yield stream
    root.handlers = before
    monkeypatch.undo()
    logs.configure(app.config["LOG_FORMAT"])


def events(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_a_constant_message_with_fields(lines: io.StringIO) -> None:
    logs.get("app.test").warning("mail not delivered", mail="42", state="queued")
    (event,) = events(lines)
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "mail not delivered", "level": "warning", "mail": "42", "state": "queued"}


def test_the_libraries_are_written_in_the_same_form(lines: io.StringIO) -> None:
    logging.getLogger("alembic").info("ran %s", "0001")
    assert [(event["event"], event["level"]) for event in events(lines)] == [("ran 0001", "info")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\u2028", "\x85"])
def test_a_line_break_in_a_field_stays_within_its_line(lines: io.StringIO, end: str) -> None:
    """16.4.1: nobody forges a second event."""
    forged = f'x{end}{{"event": "account:created"}}'
    logs.get("app.test").info("asked", path=forged)
    logging.getLogger("werkzeug").info("asked %s", forged)
    assert [event["event"] for event in events(lines)] == ["asked", f"asked {forged}"]
    assert len(lines.getvalue().splitlines()) == len(lines.getvalue().split("\n")) - 1 == 2


def test_an_exception_says_where_and_never_what(lines: io.StringIO) -> None:
    """16.2.5: the message of an exception may hold what a person typed."""
    try:
        raise ValueError(CANARY)
    except ValueError:
        logs.get("app.test").exception("fault", reference="abcd")
        logging.getLogger("library").exception("fault")
    for event in events(lines):
        assert event["exception"].startswith("ValueError\n")
        assert "test_logging.py" in event["exception"]
    assert CANARY not in lines.getvalue()


def test_an_error_of_the_database_does_not_quote_the_row(lines: io.StringIO, db: object) -> None:
    try:
        database.session.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": CANARY})
    except SQLAlchemyError:
        logs.get("app.test").exception("database unavailable")
    database.session.rollback()
    assert len(events(lines)) == 1
    assert CANARY not in lines.getvalue()


def test_a_cause_is_not_quoted_either(lines: io.StringIO) -> None:
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as cause:
            raise RuntimeError(CANARY) from cause
    except RuntimeError:
        logs.get("app.test").exception("fault")
    assert CANARY not in lines.getvalue()


def test_a_refused_address_is_not_written_down(lines: io.StringIO) -> None:
    """C1.4: the limiter's own message names the network address of whoever tried too often."""
    logging.getLogger("flask-limiter").info("ratelimit %s (%s) exceeded at endpoint: %s", "1/h", "192.0.2.7", "x")
    assert "192.0.2.7" not in lines.getvalue()


def test_in_development_the_same_events_are_for_a_terminal(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", lines)
    logs.configure("console")
    logs.get("app.test").info("mail not delivered", mail="42")
    try:
        raise ValueError(CANARY)
    except ValueError:
        logs.get("app.test").exception("fault")
    assert "mail not delivered" in lines.getvalue()
    assert CANARY not in lines.getvalue()
