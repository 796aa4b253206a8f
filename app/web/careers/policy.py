"""The privacy notice and its versions: what is shown is what is kept, word for word (C7.1, C7.2)."""

from flask import Response, jsonify, make_response, render_template

from ...core.actor import Actor
from ...core.errors import Missing
from ...domain.firm import notices
from ...domain.privacy.bundle import export_schema
from ..kit.door import Allow
from ..kit.headers import revalidated
from ..kit.languages import current_language
from .door import door


@door.route("/privacy", allow=Allow.PUBLIC)
def show_privacy(_actor: Actor) -> Response:
    """The second level of the notice (A3.1), in force."""
    notice, language = notices.find_latest_notice(), current_language()
    shown = notices.text_of(notice, language) if notice else notices.current_document(language)
    return revalidated(render_template("careers/privacy.html", document=shown, notice=notice, latest=notice))


@door.route("/privacy/versions", allow=Allow.PUBLIC)
def list_notices(_actor: Actor) -> Response:
    """Every version, with its date."""
    return revalidated(render_template("careers/notices.html", notices=notices.list_notices()))


@door.route("/privacy/versions/<int:number>", allow=Allow.PUBLIC)
def show_notice(_actor: Actor, number: int) -> Response:
    """A version as it was shown."""
    notice = notices.get_notice(number)
    shown, latest = notices.text_of(notice, current_language()), notices.find_latest_notice()
    return revalidated(render_template("careers/privacy.html", document=shown, notice=notice, latest=latest))


@door.route("/privacy/versions/<int:number>/changes", allow=Allow.PUBLIC)
def show_changes(_actor: Actor, number: int) -> Response:
    """What a version says that the one before did not, and the other way round."""
    if number < 2:
        raise Missing("")
    before, after = notices.get_notice(number - 1), notices.get_notice(number)
    language = current_language()
    changes = notices.changes_between(notices.text_of(before, language), notices.text_of(after, language))
    return revalidated(render_template("careers/notice_changes.html", before=before, after=after, changes=changes))


@door.route("/privacy/copy-schema.json", allow=Allow.PUBLIC)
def show_copy_schema(_actor: Actor) -> Response:
    """The schema of the copy that people get of their data (A8.3)."""
    return make_response(jsonify(export_schema()))
