"""create_app: the one place that knows every part."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from limits.errors import ConfigurationError as LimitsFault
from werkzeug.middleware.proxy_fix import ProxyFix

import config as settings

from . import cli, tables, worker
from .adapters import rate_storage as rate_storage  # what the limiter finds as memory://
from .core import logging
from .core.db import engines_beside, prepare_engines
from .domain.firm.queries import configured_profile
from .extensions import babel, csrf, db, limiter, login
from .web import account, admin, careers, portal, privacy_desk, recruiting
from .web.kit import bodies, controls, delivery, errors, filters, headers, languages, navigation, places

DOORS = (careers.door, portal.door, account.door, recruiting.door, privacy_desk.door, admin.door, admin.probes)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """An application configured from the environment, then from ``overrides`` (tests).

    Raises ConfigurationError when the environment does not describe an instance that may start.
    """
    app = Flask(__name__)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.config.update(settings.load())
    app.config.update(overrides or {})
    _refuse_periods(app.config)
    logging.configure(app.config["LOG_FORMAT"])
    for folder in ("DATA_DIR", "UPLOADS_DIR"):
        _make_folder(folder, app.config[folder])
    app.wsgi_app = careers.SharedPages(app)  # type: ignore[method-assign]
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    _bind_extensions(app)
    for part in (bodies, controls, delivery, headers, errors, filters, languages, navigation, places):
        part.register(app)
    for door in DOORS:
        app.register_blueprint(door)
    cli.register(app)
    app.cli.add_command(worker.command)
    return app


def _refuse_periods(config: Mapping[str, Any]) -> None:
    """A retention table that promises more than it may stops the start, not the first page (R17)."""
    try:
        configured_profile(config)
    except ValueError as fault:
        message = f"this instance cannot start: {fault}"
        raise settings.ConfigurationError(message) from fault


def _make_folder(name: str, folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        message = f"{name}: the folder {folder} cannot be made: {fault.strerror}"
        raise settings.ConfigurationError(message) from fault


def _bind_extensions(app: Flask) -> None:
    app.config["SQLALCHEMY_BINDS"] = engines_beside(app.config["SQLALCHEMY_DATABASE_URI"])
    db.init_app(app)
    login.init_app(app, add_context_processor=False)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=languages.choose_locale)
    try:
        limiter.init_app(app)
    except LimitsFault as fault:
        message = f"RATELIMIT_STORAGE_URI: {fault}"
        raise settings.ConfigurationError(message) from fault
    app.extensions["vivier.metadata"] = tables.METADATA
    with app.app_context():
        prepare_engines()
