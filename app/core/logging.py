"""Logs: a constant message, fields beside it, people as ids. Nothing personal is ever a field."""

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType

FIELDS = "vivier_fields"


class Log:
    """Writes constant messages with fields, by way of the standard library."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, event: str, **fields: object) -> None:
        """Something happened as it should."""
        self._logger.info(event, extra={FIELDS: fields})

    def warning(self, event: str, **fields: object) -> None:
        """Somebody should look at this one day."""
        self._logger.warning(event, extra={FIELDS: fields})

    def error(self, event: str, **fields: object) -> None:
        """Somebody must look at this."""
        self._logger.error(event, extra={FIELDS: fields})

    def exception(self, event: str, **fields: object) -> None:
        """An error, with where the exception at hand came from."""
        self._logger.exception(event, extra={FIELDS: fields})  # noqa: LOG004  the caller is in its handler


class _Formatter(logging.Formatter):
    """One event of ours or of a library, as fields; a subclass says how they are written."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        fields = {**getattr(record, FIELDS, {}), "event": record.getMessage(), "level": record.levelname.lower()}
        where = _exception_without_values(record.exc_info) if record.exc_info else None
        return self.write({**fields, "timestamp": at}, where)

    def write(self, fields: dict[str, object], where: str | None) -> str:
        """The line of an event, and where its exception came from."""
        raise NotImplementedError


class _Json(_Formatter):
    def write(self, fields: dict[str, object], where: str | None) -> str:
        return json.dumps(fields if where is None else {**fields, "exception": where}, default=repr)


class _Console(_Formatter):
    def write(self, fields: dict[str, object], where: str | None) -> str:
        at, level, event = (fields.pop(name) for name in ("timestamp", "level", "event"))
        beside = "".join(f" {name}={value!r}" for name, value in fields.items())
        return f"{at} {level:<9} {event}{beside}" + (f"\n{where}" if where else "")


def configure(log_format: str) -> None:
    """Sends the application's events and those of its libraries to standard error, as JSON lines or for a terminal."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if log_format == "json" else _Console())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # It would name the network address of whoever it stops (C1.4).
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)


def get(name: str) -> Log:
    """A logger that takes a constant message and fields."""
    return Log(name)


def _exception_without_values(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
) -> str:
    """Where an exception came from, without its message: messages of database errors quote the row."""
    kind, _, trace = exc_info
    frames = [kind.__name__ if kind else "unknown"]
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno} in {trace.tb_frame.f_code.co_name}")
        trace = trace.tb_next
    return "\n".join(frames)
