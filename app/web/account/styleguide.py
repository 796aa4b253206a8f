"""Every component in every state, for who builds pages. Development only."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, render_template
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from ...core.actor import Actor
from ...core.clock import today
from ...core.errors import Missing
from ...core.paging import Page
from ...core.permissions import Permission
from ...domain.policy.purposes import Purpose
from ...domain.policy.texts import Text
from ..kit.labels import SelectChoice
from ..kit.stock import Form
from .door import door

TOKENS = "paper card well line control ink ink-2 ink-3 accent accent-soft accent-text warn warn-soft bad bad-soft info"


class SampleForm(Form):
    """One field of each kind."""

    name = StringField(_l("First and last name"))
    email = StringField(_l("E-mail address"))
    message = TextAreaField(_l("Message"))
    role = SelectField(_l("Role"), choices=[SelectChoice("a", _l("Recruiter")), SelectChoice("b", _l("Administrator"))])
    answer = RadioField(_l("Choice"), choices=[SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))])
    is_required = BooleanField(_l("required"))
    cv = FileField(_l("CV"))


@dataclass(frozen=True)
class SampleFile:
    """A file that was accepted."""

    filename: str = "CV Marie-Amélie de La Rochefoucauld-Montbel (version finale).pdf"
    size: int = 184_320
    token: str = ""


@dataclass(frozen=True)
class SampleClock:
    """A line of the clocks panel."""

    purpose: Purpose
    until: object
    words: Text


@dataclass(frozen=True)
class SampleBreachClock:
    """The 72 hours of a breach."""

    state: str
    hours: int = 12


@door.route("/styleguide", allow=Permission.ACCOUNT_SELF)
def show_styleguide(_actor: Actor) -> str:
    """Raises Missing in production."""
    if current_app.config["ENV_MODE"] == "production":
        raise Missing("")
    wrong = SampleForm(formdata=None, prefix="wrong-")
    wrong.name.errors = [_l("Please give your name.")]
    for field in (wrong.role, wrong.answer, wrong.is_required):
        field.errors = [_l("Please fill this in.")]
    wrong.cv.errors = [_l("Please choose your CV.")]
    day = today()
    return render_template(
        "account/styleguide.html",
        tokens=TOKENS.split(),
        form=SampleForm(formdata=None),
        empty_form=SampleForm(formdata=None, prefix="empty-"),
        person="Marie-Amélie de La Rochefoucauld-Montbel",
        breaches=[SampleBreachClock(state) for state in ("running", "late", "told", "told_late", "none")],
        wrong=wrong,
        file=SampleFile(),
        page=Page(items=list(range(30)), number=2, per_page=30, total=75),
        clocks=[
            SampleClock(Purpose.APPLICATION, None, Text("pour y répondre", "to answer it")),
            SampleClock(Purpose.FEEDBACK, day + timedelta(days=92), Text("pour l’expliquer", "to explain it")),
        ],
        accepted=".pdf,.docx",
    )
