"""The firm changed: facts over the environment's, a readable colour, pictures of our own making."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.core.actor import OPERATOR
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing, RoomError
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.firm import actions
from app.domain.firm.enums import ImageKind, Words
from app.domain.firm.queries import (
    current_brand,
    current_firm,
    find_image_content,
    find_settings,
    firm_words,
    list_images,
)
from tests.concurrency import in_parallel


def picture(kind: str = "PNG", size: tuple[int, int] = (800, 600), colour: str = "teal", **options: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, kind, **options)
    return written.getvalue()


def _change(**given: Any) -> None:
    with transaction():
        actions.change_firm(actor=OPERATOR, **{"version": 0, "facts": {}, "accent": None, "words": {}, **given})


def _add(raw: bytes, kind: ImageKind = ImageKind.PHOTO, **alts: str) -> Any:
    with transaction():
        return actions.add_image(actor=OPERATOR, kind=kind, raw=raw, alts=alts or {"fr": "Le bureau"})


def test_what_is_changed_is_said_and_the_rest_is_as_the_environment_has_it(app: Any, db: Any) -> None:
    _change(facts={"name": "  Maison \n Neuve ", "legal_line": "SAS"}, accent="#27488A ")
    firm, brand = current_firm(), current_brand()
    assert (firm.name, firm.legal_line, firm.address) == ("Maison Neuve", "SAS", app.config["FIRM_ADDRESS"])
    assert (brand.accent, brand.logo) == ("#27488a", None)
    _change(version=1, facts={"name": ""})
    assert current_firm().name == app.config["FIRM_NAME"]
    events = db.session.scalars(
        select(AuditEvent.details).where(AuditEvent.tag == Tag.FIRM_CHANGED).order_by(AuditEvent.id)
    ).all()
    assert [set(details) for details in events] == [
        {"version", "name", "legal_line", "accent"},
        {"version", "name", "legal_line", "accent"},
    ]


def test_words_are_said_in_the_language_asked_for_else_in_french(db: Any) -> None:
    assert firm_words(Words.ABOUT, "fr") == ""
    _change(words={Words.ABOUT: {"fr": "Nous", "en": ""}, Words.TAGLINE: {"fr": "Un\ndeux", "en": "One"}})
    assert [firm_words(Words.ABOUT, locale) for locale in ("fr", "en")] == ["Nous", "Nous"]
    assert [firm_words(Words.TAGLINE, locale) for locale in ("fr", "en")] == ["Un deux", "One"]


@pytest.mark.parametrize("accent", ["teal", "#12", "#gggggg", "url(x)"])
def test_what_is_no_colour_is_refused_beside_its_field(db: Any, accent: str) -> None:
    with pytest.raises(Invalid) as refusal:
        _change(accent=accent)
    assert set(refusal.value.fields) == {"accent"}
    assert find_settings() is None


def test_a_colour_too_pale_is_refused_with_the_nearest_that_can_be_read(db: Any) -> None:
    """A16.2."""
    with pytest.raises(Invalid) as refusal:
        _change(accent="#ffcc00")
    assert "#8" in str(refusal.value.fields["accent"]) or "#7" in str(refusal.value.fields["accent"])


def test_the_second_of_two_changes_conflicts(db: Any) -> None:
    """R6."""
    _change()
    with pytest.raises(Conflict):
        _change(version=0)


def test_a_picture_is_made_anew_small_and_bare(db: Any) -> None:
    exif = Image.Exif()
    exif[0x9286] = "Jeanne Roy"
    image = _add(picture("JPEG", (3000, 2000), exif=exif))
    content = find_image_content(image.sha256)
    assert content is not None
    shown = Image.open(io.BytesIO(content))
    assert (shown.format, shown.size, dict(shown.getexif())) == ("WEBP", (1200, 800), {})
    assert (image.width, image.height, image.alts) == (1200, 800, {"fr": "Le bureau"})
    assert b"Jeanne" not in content
    assert find_image_content("0" * 64) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(40),
        picture()[:200],
        picture("PNG", (9000, 9000)),
        bytes(9 * 1024 * 1024),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_beside_its_field(db: Any, raw: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        _add(raw)
    assert set(refusal.value.fields) == {"file"}


def test_a_photo_is_told_in_words_and_a_logo_needs_none(db: Any) -> None:
    """A16.2: the text alternative."""
    with pytest.raises(Invalid) as refusal:
        _add(picture(), fr=" ")
    assert set(refusal.value.fields) == {"alt_fr"}
    _add(picture(), ImageKind.LOGO, fr="")


def test_a_new_logo_takes_the_place_of_the_former(db: Any) -> None:
    _add(picture(colour="red"), ImageKind.LOGO)
    second = _add(picture(colour="blue"), ImageKind.LOGO)
    assert [image.id for image in list_images(ImageKind.LOGO)] == [second.id]
    _change()
    logo = current_brand().logo
    assert logo is not None
    assert logo.id == second.id


def test_what_is_a_photo_already_is_no_logo(db: Any) -> None:
    small = picture(size=(200, 200))
    _add(small)
    with pytest.raises(Invalid) as refusal:
        _add(small, ImageKind.LOGO)
    assert set(refusal.value.fields) == {"file"}
    for _ in range(2):
        _add(picture(colour="red"), ImageKind.LOGO)
    assert len(list_images(ImageKind.LOGO)) == 1


def test_a_photo_is_added_at_the_end_whatever_went_before(db: Any) -> None:
    photos = [_add(picture(colour=colour)) for colour in ("red", "green", "blue")]
    for colour in ("white", "black", "yellow", "purple", "orange"):
        with transaction():
            actions.remove_image(actor=OPERATOR, image_id=photos.pop(0).id)
        photos.append(_add(picture(colour=colour)))
        assert [image.id for image in list_images(ImageKind.PHOTO)] == [image.id for image in photos]


def test_six_photos_are_enough_and_none_stands_twice(db: Any) -> None:
    for number in range(6):
        _add(picture(colour=f"#{number}{number}0000"))
    with pytest.raises(Invalid):
        _add(picture(colour="white"))
    first = list_images(ImageKind.PHOTO)[0]
    with transaction():
        actions.remove_image(actor=OPERATOR, image_id=first.id)
    with pytest.raises(Invalid):
        _add(picture(colour="#110000"))
    with pytest.raises(Missing), transaction():
        actions.remove_image(actor=OPERATOR, image_id=first.id)
    assert len(list_images(ImageKind.PHOTO)) == 5


def test_of_several_who_act_at_one_moment_one_does_and_the_others_are_told(app: Flask, db: Any) -> None:
    """R6, 15.4.2: the first settings of all, and one picture sent by several presses of the button."""
    raw = picture()

    def told(act: Callable[[], object]) -> type[Exception] | None:
        try:
            act()
        except RoomError as refusal:
            return type(refusal)
        return None

    changed = in_parallel(app, [lambda: told(lambda: _change(facts={"name": "Maison"}))] * 5)
    added = in_parallel(app, [lambda: told(lambda: _add(raw))] * 5)
    assert [changed.count(None), changed.count(Conflict)] == [1, 4]
    assert [added.count(None), added.count(Invalid)] == [1, 4]
