"""Logs: a constant message, fields beside it, people as ids. Nothing personal is ever a field."""

import logging
import sys
from typing import Any

import structlog


def configure(log_format: str) -> None:
    """Sends structlog and the standard library to standard error, as JSON lines or for a terminal."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_exception_without_values),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # It would name the network address of whoever it stops (C1.4).
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)


def get(name: str) -> Any:  # noqa: ANN401  structlog's own bound-logger type is Any
    """A logger that takes a constant message and fields."""
    return structlog.get_logger(name)


def _exception_without_values(exc_info: Any) -> str:  # noqa: ANN401  structlog's exc_info triple
    """Where an exception came from, without its message: messages of database errors quote the row."""
    frames = []
    trace = exc_info[2]
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno} in {trace.tb_frame.f_code.co_name}")
        trace = trace.tb_next
    return "\n".join([exc_info[0].__name__, *frames])
