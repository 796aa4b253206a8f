"""The firm: its facts, words, colour and pictures."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from ...core.actor import Actor
from ...core.errors import Conflict, Invalid
from ...core.permissions import Permission
from ...domain.firm import actions
from ...domain.firm.enums import ImageKind
from ...domain.firm.queries import FACTS, current_firm, find_settings, list_images, missing_notice_items
from ...domain.policy.notices import item_words
from ..kit.forms import show_fault
from ..kit.languages import current_language
from .door import door
from .forms import LOCALES, FirmForm, ImageForm

MANAGE = Permission.SETTINGS_MANAGE


@door.route("/settings", allow=MANAGE)
def show_settings(_actor: Actor) -> str:
    """Everything that may be changed of the firm."""
    return _page()


@door.route("/settings", methods=["POST"], allow=MANAGE)
def change_settings(actor: Actor) -> Response | AnyResponse:
    """Facts, words, colour."""
    form = FirmForm()
    faults: list[object] = []
    try:
        if form.validate():
            actions.change_firm(
                actor=actor,
                version=form.version.data,
                facts={name: form[name].data for name in FACTS},
                accent=form.accent.data,
                words=form.words(),
                notice_words=form.notice_words(),
                counts_visits=form.counts_visits.data,
            )
            flash(_("Saved."))
            return redirect(url_for("admin.show_settings"), code=303)
    except Invalid as fault:
        faults = show_fault(form, fault)
    except Conflict as conflict:
        return make_response(_page(form=form, faults=[conflict.message]), 409)
    return make_response(_page(form=form, faults=faults), 422)


@door.route("/settings/images", methods=["POST"], allow=MANAGE)
def add_image(actor: Actor) -> Response | AnyResponse:
    """A logo or a photo."""
    form = ImageForm()
    try:
        if form.validate():
            raw = form.file.data.read() if form.file.data else b""
            alts = {"fr": form.alt_fr.data or "", "en": form.alt_en.data or ""}
            actions.add_image(actor=actor, kind=ImageKind(form.kind.data), raw=raw, alts=alts)
            flash(_("Saved."))
            return redirect(url_for("admin.show_settings", _anchor="pictures"), code=303)
    except Invalid as fault:
        show_fault(form, fault)
    return make_response(_page(image_form=form), 422)


@door.route("/settings/images/<uuid:image_id>/remove", methods=["POST"], allow=MANAGE)
def remove_image(actor: Actor, image_id: UUID) -> AnyResponse:
    """Takes a picture away."""
    actions.remove_image(actor=actor, image_id=image_id)
    flash(_("The picture is removed."))
    return redirect(url_for("admin.show_settings", _anchor="pictures"), code=303)


def _page(
    *, form: FirmForm | None = None, image_form: ImageForm | None = None, faults: list[object] | None = None
) -> str:
    return render_template(
        "admin/settings.html",
        form=form or _filled(),
        image_form=image_form or ImageForm(formdata=None),
        faults=faults or [],
        missing=[item_words(item, current_language()) for item in missing_notice_items()],
        images=[image for kind in ImageKind for image in list_images(kind)],
    )


def _filled() -> FirmForm:
    """As it is now, the environment's own facts included."""
    settings, firm = find_settings(), current_firm()
    data: dict[str, object] = {name: getattr(firm, name) for name in FACTS}
    data |= {
        f"{name}_{locale}": words.in_language(locale) for name, words in firm.own_words.items() for locale in LOCALES
    }
    if settings is not None:
        data |= {"accent": settings.accent, "version": settings.version, "counts_visits": settings.counts_visits}
        data |= {f"{key}_{locale}": text for key, said in settings.words.items() for locale, text in said.items()}
    return FirmForm(formdata=None, data=data)
