"""Reads of the firm: what an administrator changed, else what the environment says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ...core import logging
from ...core.edition import kept_for_edition
from ...core.rows import AnyRow, read_rows
from ...extensions import db
from ..policy.notice_texts import DEFAULTS
from ..policy.notices import Firm, missing_items
from ..policy.periods import Period, Profile, profile_for
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .enums import ImageKind, Words
from .models import ONLY, FirmImage, FirmSettings

FACTS = ("name", "address", "email", "privacy_contact", "legal_line")
log = logging.get(__name__)


@dataclass(frozen=True)
class Brand:
    """How the firm looks: its accent colour and its logo, if it has them."""

    accent: str | None

    @cached_property
    def logo(self) -> FirmImage | None:
        """Looked for when it is shown: the back office and the letters are without it."""
        try:
            return next(iter(list_images(ImageKind.LOGO)), None)
        except SQLAlchemyError:
            return None


def current_firm() -> Firm:
    """The controller's facts, which every notice and mail states (G1, G2)."""
    settings, config = _settings(), current_app.config
    own = {name: getattr(settings, name, None) or config[f"FIRM_{name.upper()}"] for name in FACTS}
    return Firm(country=config["FIRM_COUNTRY"], own_words=_own_words(settings), processors=_processors(settings), **own)


def current_profile() -> Profile:
    """The retention table in force: the country's, shortened where the settings say so (A2.11)."""
    return configured_profile(current_app.config)


def configured_profile(config: Mapping[str, Any]) -> Profile:
    """The table that these settings make. Raises ValueError, naming the setting that asks for what it may not."""
    return _profile_of(*((name, config[name]) for name in _DECIDES))


@cache
def _profile_of(*settings: tuple[str, Any]) -> Profile:
    """A pure function of the settings, which nothing changes while a process runs."""
    config = dict(settings)
    profile = profile_for(config["FIRM_COUNTRY"])
    for setting, shorten in _SHORTENED.items():
        try:
            profile = shorten(profile, config)
        except (ValueError, OverflowError) as fault:
            message = f"{setting}: {fault}"
            raise ValueError(message) from fault
    return profile


def _shorten(purpose: Purpose, setting: str, profile: Profile, config: Mapping[str, Any]) -> Profile:
    months = config[setting]
    return profile.with_periods({purpose: Period(months=months)} if months else {})


# Each setting with what it does to the table.
_SHORTENED: Mapping[str, Callable[[Profile, Mapping[str, Any]], Profile]] = {
    "RETENTION_FEEDBACK_MONTHS": partial(_shorten, Purpose.FEEDBACK, "RETENTION_FEEDBACK_MONTHS"),
    "RETENTION_POOL_MONTHS": partial(_shorten, Purpose.POOL, "RETENTION_POOL_MONTHS"),
    "RETENTION_ARCHIVE_MONTHS": lambda profile, config: profile.with_archive(
        config["RETENTION_ARCHIVE_MONTHS"], config["ARCHIVE_JUSTIFICATION"]
    ),
    "BACKUP_DAYS": lambda profile, config: replace(profile, backups=Period(days=config["BACKUP_DAYS"])),
}
_DECIDES = ("FIRM_COUNTRY", "ARCHIVE_JUSTIFICATION", *_SHORTENED)


def missing_notice_items() -> tuple[str, ...]:
    """What the notice must say and does not (G1 to G13): nothing is published before it does."""
    return missing_items(current_firm(), current_profile())


def current_brand() -> Brand:
    """How every page looks."""
    settings = _settings()
    return Brand(settings.accent if settings else None)


def counts_visits() -> bool:
    """Whether the firm wants its public pages counted; not while nobody can say (A15.1)."""
    try:
        settings = _changed()
    except SQLAlchemyError:
        return False
    return settings is None or settings.counts_visits


def firm_words(words: Words, locale: str) -> str:
    """What the firm says of itself in that language, else in French, else nothing."""
    settings = _settings()
    said = settings.words.get(words.value, {}) if settings else {}
    return str(said.get(locale) or said.get("fr") or "")


def find_settings(*, lock: bool = False) -> FirmSettings | None:
    """What an administrator changed, to be changed again; None before the first time."""
    return db.session.get(FirmSettings, ONLY, with_for_update=lock or None)


def list_images(kind: ImageKind) -> Sequence[FirmImage]:
    """The images of that kind, in order, without their content."""
    return db.session.scalars(
        select(FirmImage).where(FirmImage.kind == kind).order_by(FirmImage.position, FirmImage.id)
    ).all()


def find_image_content(sha256: str) -> bytes | None:
    """The WebP of that name."""
    return db.session.scalar(select(FirmImage.content).where(FirmImage.sha256 == sha256))


def _own_words(settings: AnyRow | None) -> dict[str, Text]:
    """As an administrator has written them, an empty one included: it is missing, and then no job is published."""
    said = (settings.notice_words if settings else None) or {}
    return {
        name: Text(said[name].get("fr", ""), said[name].get("en", "")) if name in said else words
        for name, words in DEFAULTS.items()
    }


def _processors(settings: AnyRow | None) -> dict[str, Text]:
    return {name: Text(**said) for name, said in ((settings.processors if settings else None) or {}).items()}


def _settings() -> AnyRow | None:
    """The page that says that the database is away says who we are, all the same."""
    try:
        return _changed()
    except SQLAlchemyError:
        log.warning("firm as the environment has it")
        return None


@kept_for_edition
def _changed() -> AnyRow | None:
    """The settings, to be read; None when nothing was ever changed. Raises SQLAlchemyError."""
    return read_rows(select(*FirmSettings.__table__.c)).one_or_none()
