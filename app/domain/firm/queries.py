"""Reads of the firm: what an administrator changed, else what the environment says."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ...core import logging
from ...extensions import db
from ..policy.notices import Firm
from .enums import ImageKind, Words
from .models import ONLY, FirmImage, FirmSettings

FACTS = ("name", "address", "email", "privacy_contact", "legal_line")
log = logging.get(__name__)


@dataclass(frozen=True)
class Brand:
    """How the firm looks: its accent colour and its logo, if it has them."""

    accent: str | None
    logo: FirmImage | None


def current_firm() -> Firm:
    """The controller's facts, which every notice and mail states (G1, G2)."""
    settings, config = _settings(), current_app.config
    own = {name: getattr(settings, name, None) or config[f"FIRM_{name.upper()}"] for name in FACTS}
    return Firm(country=config["FIRM_COUNTRY"], **own)


def current_brand() -> Brand:
    """How every page looks."""
    settings = _settings()
    return Brand(settings.accent if settings else None, _logo())


def firm_words(words: Words, locale: str) -> str:
    """What the firm says of itself in that language, else in French, else nothing."""
    settings = _settings()
    said = settings.words.get(words.value, {}) if settings else {}
    return str(said.get(locale) or said.get("fr") or "")


def find_settings(*, lock: bool = False) -> FirmSettings | None:
    """The row, if anything was ever changed."""
    return db.session.get(FirmSettings, ONLY, with_for_update=lock or None)


def list_images(kind: ImageKind) -> Sequence[FirmImage]:
    """The images of that kind, in order, without their content."""
    return db.session.scalars(
        select(FirmImage).where(FirmImage.kind == kind).order_by(FirmImage.position, FirmImage.id)
    ).all()


def find_image_content(sha256: str) -> bytes | None:
    """The WebP of that name."""
    return db.session.scalar(select(FirmImage.content).where(FirmImage.sha256 == sha256))


def _logo() -> FirmImage | None:
    try:
        return next(iter(list_images(ImageKind.LOGO)), None)
    except SQLAlchemyError:
        return None


def _settings() -> FirmSettings | None:
    """The page that says that the database is away says who we are, all the same."""
    try:
        return find_settings()
    except SQLAlchemyError:
        log.warning("firm as the environment has it")
        return None
