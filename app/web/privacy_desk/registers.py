"""What the firm must be able to show, in one place: the register of processing, the impact assessment (A12)."""

from flask import Response, make_response, render_template
from flask_babel import gettext as _

from ...adapters.spreadsheet import write_csv, write_ods
from ...core.actor import Actor
from ...core.permissions import Permission
from ...domain.accountability import queries
from ...domain.accountability.assessment import build_assessment
from ...domain.accountability.register import as_rows, build_register
from ...domain.audit.queries import count_events
from ...domain.audit.tags import Tag
from ...domain.privacy.inventory import CATALOGUE
from ..kit.languages import current_language
from .door import door

MANAGE = Permission.REGISTERS_MANAGE
# Where a line of the register says what it is called.
NAME = 2
ODS = "application/vnd.oasis.opendocument.spreadsheet"


@door.route("/registers", allow=MANAGE)
def show_registers(_actor: Actor) -> str:
    """The way to each, and what wants looking at."""
    return render_template(
        "privacy_desk/registers.html",
        refused=queries.refused_kinds(),
        processors=len(queries.list_active_processors()),
        breaches=queries.count_open_breaches(),
        kept_as_is=count_events(Tag.NOTE_KEPT_AS_IS),
        kept_tag=Tag.NOTE_KEPT_AS_IS,
    )


@door.route("/register", allow=MANAGE)
def show_register(_actor: Actor) -> str:
    """The register of processing (Art. 30), as the instance is at this moment (A12.1); what is alike is told once."""
    headings, *lines = _rows()
    shared = {place for place, cells in enumerate(zip(*lines, strict=True)) if len(set(cells)) == 1}
    parts = [
        (line[NAME], [(headings[place], cell) for place, cell in enumerate(line) if place not in {NAME, *shared}])
        for line in lines
    ]
    alike = [(headings[place], lines[0][place]) for place in sorted(shared)]
    return render_template("privacy_desk/register.html", parts=[*parts, ("", alike)])


@door.route("/register.csv", allow=MANAGE)
def download_csv(_actor: Actor) -> Response:
    """The same, for any spreadsheet."""
    return _file("csv", "text/csv; charset=utf-8", write_csv(_rows()))


@door.route("/register.ods", allow=MANAGE)
def download_ods(_actor: Actor) -> Response:
    """The same, as OpenDocument."""
    return _file("ods", ODS, write_ods(_("Register"), _rows()))


@door.route("/dpia", allow=MANAGE)
def show_assessment(_actor: Actor) -> str:
    """The impact assessment, filled in as far as software can (A12.4)."""
    return render_template("privacy_desk/assessment.html", paper=build_assessment(CATALOGUE, current_language()))


def _rows() -> list[list[str]]:
    language = current_language()
    return as_rows(build_register(CATALOGUE, language), language)


def _file(ending: str, media_type: str, content: bytes) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f'attachment; filename="register.{ending}"'
    return response
