"""The firm's facts, words and looks, changed by an administrator."""

import re
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from ...adapters.pictures import NotAPicture, take_picture
from ...core.actor import Actor
from ...core.db import take_turn
from ...core.errors import Conflict, Invalid, Missing
from ...core.text import clean_line, clean_prose
from ...extensions import db
from ..audit.record import record
from ..audit.tags import Tag
from ..policy.texts import Text
from .colour import is_readable, nearest_readable
from .enums import ImageKind, Words
from .models import ONLY, FirmImage, FirmSettings
from .notices import publish_notice
from .queries import FACTS, find_settings

LONGEST_SIDE = {ImageKind.LOGO: 480, ImageKind.PHOTO: 1200}
MAX_PHOTOS = 6
_LINES = {Words.TAGLINE}


def change_firm(
    *,
    actor: Actor,
    version: int,
    facts: Mapping[str, str | None],
    accent: str | None,
    words: Mapping[Words, Mapping[str, str]],
    notice_words: Mapping[str, Mapping[str, str]] | None = None,
    counts_visits: bool = True,
) -> FirmSettings:
    """Changes what the public reads of the firm; an empty fact is as the environment has it.

    Raises Invalid beside ``accent`` for a colour that cannot be read, naming the nearest that can (A16.2); Conflict
    when somebody was faster (R6).
    """
    settings = _locked_settings()
    if settings.version != version:
        raise Conflict(_l("Somebody changed this meanwhile. Open the page again to see what changed."))
    colour = _readable(accent)
    _keep_shown(actor)
    before = {name: getattr(settings, name) for name in (*FACTS, "accent", "words", "notice_words", "counts_visits")}
    for name in FACTS:
        setattr(settings, name, clean_line(facts.get(name)) or None)
    settings.accent = colour
    settings.words = {
        key.value: {locale: (clean_line if key in _LINES else clean_prose)(text) for locale, text in said.items()}
        for key, said in words.items()
    }
    if notice_words is not None:
        settings.notice_words = {
            name: {locale: clean_prose(text) for locale, text in said.items()} for name, said in notice_words.items()
        }
    settings.counts_visits = counts_visits
    settings.version += 1
    db.session.add(settings)
    db.session.flush()
    changed = [name for name, value in before.items() if getattr(settings, name) != value]
    record(actor, Tag.FIRM_CHANGED, None, {"version": settings.version} | dict.fromkeys(changed, "changed"))
    publish_notice(actor=actor)
    return settings


def state_processors(*, actor: Actor, words: Mapping[str, Text]) -> None:
    """What the register says of those who work for the firm, said in the notice from now on (G7, G8).

    Nobody has typed it, so whoever is changing the settings meanwhile is in nobody's way: the version stays.
    """
    settings = _locked_settings()
    _keep_shown(actor)
    settings.processors = {name: {"fr": text.fr, "en": text.en} for name, text in words.items()}
    db.session.add(settings)
    db.session.flush()
    publish_notice(actor=actor)


def add_image(*, actor: Actor, kind: ImageKind, raw: bytes, alts: Mapping[str, str]) -> FirmImage:
    """Adds a photo at the end, or puts a logo in the place of the former one.

    Raises Invalid beside ``file`` or ``alt_fr``: a picture that cannot be seen must be told (A16.2).
    """
    said = {locale: clean_line(text)[:200] for locale, text in alts.items()}
    if kind is ImageKind.PHOTO and not said.get("fr"):
        words = _l("Say in a few words what the photo shows.")
        raise Invalid(words, {"alt_fr": words})
    try:
        picture = take_picture(raw, longest_side=LONGEST_SIDE[kind])
    except NotAPicture:
        words = _l("Please choose a PNG, JPEG or WebP picture of at most 8 MB.")
        raise Invalid(words, {"file": words}) from None
    digest = sha256(picture.content).hexdigest()
    take_turn("firm")
    count = db.session.scalar(select(func.count()).where(FirmImage.kind == kind)) or 0
    last = db.session.scalar(select(func.max(FirmImage.position)).where(FirmImage.kind == kind))
    _must_fit(kind, count, digest)
    if kind is ImageKind.LOGO:
        db.session.execute(delete(FirmImage).where(FirmImage.kind == kind))
    image = FirmImage(
        kind=kind,
        position=0 if last is None else last + 1,
        content=picture.content,
        sha256=digest,
        width=picture.width,
        height=picture.height,
        alts=said,
    )
    db.session.add(image)
    db.session.flush()
    record(actor, Tag.FIRM_CHANGED, image.id, {kind.value: "added"})
    return image


def remove_image(*, actor: Actor, image_id: UUID) -> None:
    """Takes an image away. Raises Missing."""
    image = db.session.get(FirmImage, image_id)
    if image is None:
        raise Missing("")
    db.session.delete(image)
    record(actor, Tag.FIRM_CHANGED, image.id, {image.kind.value: "removed"})


def _keep_shown(actor: Actor) -> None:
    """What was shown until now, lest nothing has kept it yet: somebody may be filling in a form under it (C7.2)."""
    publish_notice(actor=actor)


def _locked_settings() -> FirmSettings:
    """Held until the end of the transaction; before the first change there is no row to hold."""
    take_turn("firm")
    return find_settings(lock=True) or FirmSettings(id=ONLY, version=0, words={}, counts_visits=True)


def _must_fit(kind: ImageKind, count: int, digest: str) -> None:
    words, same = None, select(FirmImage.id).where(FirmImage.sha256 == digest)
    if kind is ImageKind.LOGO:
        # The former one goes.
        same = same.where(FirmImage.kind != kind)
    if kind is ImageKind.PHOTO and count >= MAX_PHOTOS:
        words = _l("Six photos are enough: remove one first.")
    elif db.session.scalar(same) is not None:
        words = _l("This picture is there already.")
    if words is not None:
        raise Invalid(words, {"file": words})


def _readable(accent: str | None) -> str | None:
    colour = (accent or "").strip().lower()
    if not colour:
        return None
    if not re.fullmatch(r"#[0-9a-f]{6}", colour):
        words = _l("Give the colour as # and six figures, for example #0f5b4c.")
        raise Invalid(words, {"accent": words})
    if not is_readable(colour):
        words = _l("Too pale to be read on white. The nearest that can be read: %(colour)s") % {
            "colour": nearest_readable(colour)
        }
        raise Invalid(words, {"accent": words})
    return colour
