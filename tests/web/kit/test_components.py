"""The macros of components/: what each of them promises to every page."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, render_template_string
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from app.core.paging import Page
from app.domain.policy.purposes import Purpose
from app.domain.policy.schedule import Clock, Reason
from app.domain.policy.texts import Text

FORMS = (
    "{% from 'components/forms.html' import field, checkbox, choices, file_field, error_summary, csrf, submit"
    " with context %}"
)
LISTS = "{% from 'components/lists.html' import pager, empty, chip, sort_link %}"


class Everything(FlaskForm):
    class Meta:
        csrf = False

    name = StringField("Name", [InputRequired("Say your name.")])
    phone = StringField("Telephone", [Optional()], description="With the prefix", render_kw={"type": "tel"})
    place = SelectField("Place", [Optional()], choices=[SelectChoice("p", "Paris"), SelectChoice("l", "Lyon")])
    start = DateField("Start", [Optional()])
    years = IntegerField("Years", [Optional()], render_kw={"inputmode": "numeric"})
    message = TextAreaField("Message", [Optional()])
    night = RadioField(
        "Nights", [InputRequired("Choose one.")], choices=[SelectChoice("y", "Yes"), SelectChoice("n", "No")]
    )
    agreed = BooleanField("I agree")
    cv = FileField("CV", [InputRequired("Choose your CV.")])


@dataclass(frozen=True)
class Kept:
    filename: str
    size: int
    token: str


@pytest.fixture
def render(app: Flask) -> Any:
    """``render(source, data=None, **names)``: the elements of a fragment; with ``data`` the form was sent."""

    def rendered(source: str, *, data: dict[str, str] | None = None, **names: Any) -> Element:
        with app.test_request_context("/?lang=en", method="GET" if data is None else "POST", data=data):
            form = Everything()
            if data is not None:
                form.validate()
            html = render_template_string(FORMS + LISTS + source, form=form, **names)
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parseFragment(html)

    return rendered


def _one(tree: Element, tag: str, **attributes: str) -> Element:
    (found,) = (e for e in tree.iter(tag) if all(e.get(name.rstrip("_")) == v for name, v in attributes.items()))
    return found


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_mandatory_field_says_so_to_the_eye_and_to_the_machine(render: Any) -> None:
    """A3.2."""
    tree = render("{{ field(form.name, autocomplete='name') }}")
    assert _text(_one(tree, "label", for_="name")) == "Name — required"
    control = _one(tree, "input", id="name")
    assert control.attrib == {
        "id": "name",
        "name": "name",
        "type": "text",
        "value": "",
        "class": "form-control",
        "autocomplete": "name",
        "required": "",
    }


def test_an_optional_field_says_so_and_is_tied_to_its_hint(render: Any) -> None:
    """A3.2."""
    tree = render("{{ field(form.phone) }}")
    assert _text(_one(tree, "label", for_="phone")) == "Telephone — optional"
    assert _text(_one(tree, "p", id="phone-hint")) == "With the prefix"
    control = _one(tree, "input", id="phone")
    said = {name: control.get(name) for name in ("aria-describedby", "type", "required")}
    assert said == {"aria-describedby": "phone-hint", "type": "tel", "required": None}


def test_a_refused_field_keeps_what_was_typed_and_is_tied_to_its_error(render: Any) -> None:
    """R4, A16.2: errors linked to fields; the error stands before the control."""
    tree = render("{{ field(form.start, 'The day you can come') }}", data={"start": "soon"})
    control = _one(tree, "input", id="start")
    assert control.get("value") == "soon"
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == "start-hint start-error"
    assert _text(_one(tree, "p", id="start-error")).startswith("Error: ")
    order = [element.get("id") for element in tree.iter() if element.get("id")]
    assert order == ["start-hint", "start-error", "start"]


def test_selects_numbers_and_long_texts_are_supported(render: Any) -> None:
    tree = render("{{ field(form.place) }}{{ field(form.years) }}{{ field(form.message, rows=4) }}")
    assert _one(tree, "select", id="place").get("class") == "form-select"
    assert _text(_one(tree, "label", for_="place")) == "Place"
    assert [_text(option) for option in tree.iter("option")] == ["Paris", "Lyon"]
    assert _one(tree, "input", id="years").get("inputmode") == "numeric"
    assert _one(tree, "textarea", id="message").get("rows") == "4"


def test_a_group_of_radios_is_a_named_group(render: Any) -> None:
    tree = render("{{ choices(form.night, 'One week in four') }}", data={})
    group = _one(tree, "fieldset", id="night")
    assert {name: group.get(name) for name in ("role", "aria-required", "aria-invalid", "aria-describedby")} == {
        "role": "radiogroup",
        "aria-required": "true",
        "aria-invalid": "true",
        "aria-describedby": "night-hint night-error",
    }
    assert _text(_one(group, "legend")) == "Nights — required"
    assert [(e.get("id"), e.get("value")) for e in group.iter("input")] == [("night-0", "y"), ("night-1", "n")]
    assert [label.get("for") for label in group.iter("label")] == ["night-0", "night-1"]


def test_a_checkbox_is_unticked_and_tied_to_its_hint(render: Any) -> None:
    tree = render("{{ checkbox(form.agreed, 'You may change your mind') }}")
    box = _one(tree, "input", id="agreed")
    assert (box.get("type"), box.get("checked"), box.get("aria-describedby")) == ("checkbox", None, "agreed-hint")
    assert _text(_one(tree, "label", for_="agreed")) == "I agree"


def test_a_file_field_without_a_kept_file_asks_for_one(render: Any) -> None:
    tree = render("{{ file_field(form.cv, 'PDF', None) }}", accepted=".pdf,.docx")
    control = _one(tree, "input", type="file")
    assert (control.get("required"), control.get("accept"), control.get("aria-describedby")) == (
        "",
        ".pdf,.docx",
        "cv-hint",
    )
    assert [element for element in tree.iter("input") if element.get("type") == "hidden"] == []


def test_a_kept_file_is_shown_carried_on_and_may_be_replaced(render: Any) -> None:
    """R4: an already accepted file is kept."""
    tree = render("{{ file_field(form.cv, 'PDF', kept) }}", kept=Kept("CV <Léa>.pdf", 184_000, "signed"))
    assert _text(_one(tree, "strong")) == "CV <Léa>.pdf"
    assert "184 kB · received and checked" in _text(tree)
    assert _one(tree, "input", type="hidden").attrib == {"type": "hidden", "name": "cv_kept", "value": "signed"}
    control = _one(tree, "input", type="file")
    assert (control.get("required"), control.get("aria-describedby")) == (None, "cv-hint cv-replace")
    assert _text(_one(tree, "p", id="cv-replace")) == "Replace it with another file"


def test_the_summary_links_to_every_field_in_fault(render: Any) -> None:
    tree = render("{{ error_summary(form, ['The page is old.']) }}", data={"start": "2026-11-30"})
    summary = _one(tree, "div", id="error-summary")
    assert (summary.get("role"), summary.get("tabindex")) == ("alert", "-1")
    assert _text(_one(summary, "h2")) == "4 points to look at again"
    assert [_text(line) for line in summary.iter("li")] == [
        "The page is old.",
        "Name — Say your name.",
        "Nights — Choose one.",
        "CV — Choose your CV.",
    ]
    assert [link.get("href") for link in summary.iter("a")] == ["#name", "#night-0", "#cv"]


def test_the_summary_of_a_form_without_fault_is_silent(render: Any) -> None:
    assert _text(render("{{ error_summary(form) }}")) == ""


def test_words_from_outside_are_escaped(render: Any) -> None:
    tree = render("{{ empty(words, words) }}{{ chip(words) }}{{ field(form.phone, words) }}", words="<b>x</b>")
    assert list(tree.iter("b")) == []


def test_a_form_of_the_back_office_carries_its_token_and_a_verb(render: Any) -> None:
    tree = render("{{ csrf() }}{{ submit('Send') }}")
    assert _one(tree, "input", name="csrf_token").get("value")
    assert (_text(_one(tree, "button")), _one(tree, "button").get("type")) == ("Send", "submit")


@pytest.mark.parametrize(("number", "links"), [(1, ["Next →"]), (2, ["← Previous", "Next →"]), (3, ["← Previous"])])
def test_a_pager_leads_to_the_pages_beside(render: Any, number: int, links: list[str]) -> None:
    page = Page(items=list(range(10)), number=number, per_page=10, total=25)
    tree = render("{{ pager(page, 'careers.list_jobs', {'q': 'a&b'}) }}", page=page)
    assert [_text(link) for link in tree.iter("a")] == links
    assert {"a%26b" in (link.get("href") or "") for link in tree.iter("a")} == {True}
    assert f"to {min(number * 10, 25)} of 25" in _text(tree)


def test_a_list_of_one_page_has_no_pager(render: Any) -> None:
    assert _text(render("{{ pager(page, 'careers.list_jobs', {}) }}", page=Page([1], 1, 10, 1))) == ""


def test_an_empty_list_says_what_to_do(render: Any) -> None:
    tree = render("{{ empty('Nothing', 'Write one.', '/new', 'Write') }}")
    assert (_text(tree), _one(tree, "a").get("href")) == ("Nothing Write one. Write", "/new")


@pytest.mark.parametrize(("current", "descending", "order"), [("name", True, "asc"), ("name", False, "desc")])
def test_a_sort_link_turns_the_order_round(render: Any, current: str, descending: bool, order: str) -> None:  # noqa: FBT001
    source = "{{ sort_link('Name', 'name', current, descending, 'careers.list_jobs', {}) }}"
    link = _one(render(source, current=current, descending=descending), "a")
    assert f"order={order}" in (link.get("href") or "")


def test_a_notice_has_a_tone(app: Flask) -> None:
    source = "{% from 'components/notices.html' import notice %}{{ notice('Careful', 'It is late.', 'warn') }}"
    with app.test_request_context():
        tree = html5lib.parseFragment(render_template_string(source), namespaceHTMLElements=False)
    assert (_text(tree), _one(tree, "div").get("class")) == ("Careful It is late.", "notice warn")


def test_the_clocks_say_until_when_and_why(app: Flask) -> None:
    source = "{% from 'components/clocks.html' import clocks_panel with context %}{{ clocks_panel(clocks) }}"
    clocks = [
        Clock(Purpose.APPLICATION, None, Reason.UNDECIDED, Text("", "while we decide")),
        Clock(Purpose.FEEDBACK, None, Reason.FEEDBACK, Text("", "three months")),
        Clock(Purpose.POOL, date(2028, 11, 11), Reason.POOL, Text("", "agreed to")),
    ]
    with app.test_request_context("/?lang=en"):
        html = render_template_string(source, clocks=clocks)
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    said = [[_text(part) for part in list(line)[1:]] for line in tree.iter("div")]
    assert said == [
        ["until the decision", "while we decide"],
        ["from the decision on", "three months"],
        ["11 Nov 2028", "agreed to"],
    ]
    assert _one(tree, "time").get("datetime") == "2028-11-11"
