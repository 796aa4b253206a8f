"""A test client that checks every page it is given, and submits the forms that it finds there."""

import contextvars
import re
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.extensions import db

VOID_OF_LABEL = {"hidden", "submit", "button", "image", "reset"}


@dataclass
class Form:
    """A form as a browser would send it."""

    element: Element
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def action(self) -> str:
        return self.element.get("action") or ""

    @property
    def method(self) -> str:
        return (self.element.get("method") or "get").lower()


@dataclass
class Page:
    """A checked page."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers.get("Location", "")

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @cached_property
    def tree(self) -> Element:
        return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(self.html)

    @property
    def text(self) -> str:
        """The words of the page, white space folded; no-break spaces stay as they are."""
        body = self.tree.find("body")
        assert body is not None
        return re.sub(r"[ \n\t]+", " ", "".join(body.itertext())).strip()

    @property
    def title(self) -> str:
        return "".join(self.tree.findtext("head/title") or "").strip()

    def find_all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.tree.iter(tag)
            if all(element.get(name.rstrip("_").replace("_", "-")) == value for name, value in attributes.items())
        ]

    def by_id(self, id_: str) -> Element:
        return next(element for element in self.tree.iter() if element.get("id") == id_)

    @property
    def forms(self) -> list[Form]:
        return [Form(element, _form_values(element)) for element in self.tree.iter("form")]

    def form(self, id_or_action: str) -> Form:
        for form in self.forms:
            if id_or_action in {form.element.get("id"), form.element.get("action")}:
                return form
        known = [(form.element.get("id"), form.element.get("action")) for form in self.forms]
        message = f"no form {id_or_action!r} among {known}"
        raise AssertionError(message)


class PageClient(FlaskClient):
    """``get`` and ``post`` give raw responses; ``page`` and ``submit`` give checked pages."""

    account: Any = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        # An empty context: the request must not see the test's own application context, its session or its user.
        kwargs.setdefault("buffered", True)
        response = contextvars.Context().run(super().open, *args, **kwargs)
        # A large body was spooled to a file, which Werkzeug leaves to the garbage collector.
        response.request.environ["wsgi.input"].close()
        if has_app_context():
            db.session.rollback()
            db.session.expire_all()
        return response

    def page(self, path: str, *, status: int = 200, **kwargs: Any) -> Page:
        return _checked(self.get(path, **kwargs), status)

    def submit(
        self, page: Page, form: str, values: dict[str, Any] | None = None, *, status: int = 303, **kwargs: Any
    ) -> Page:
        """Sends a form of ``page`` with ``values`` over what it holds; a value of None leaves the field out.

        A file is ``(name, bytes)``.
        """
        filled = page.form(form)
        data = {**filled.values, **(values or {})}
        sent = {
            name: (BytesIO(value[1]), value[0]) if isinstance(value, tuple) else value
            for name, value in data.items()
            if value is not None
        }
        action = filled.action or page.response.request.path
        options = {"content_type": "multipart/form-data"} if filled.element.get("enctype") else {}
        return _checked(self.post(action, data=sent, **options, **kwargs), status)

    def switch(self, page: Page, form: str, values: dict[str, Any] | None = None, *, to: str) -> Page:
        """Presses the button of the head of ``page`` that shows its form in the language ``to``."""
        (button,) = page.find_all("button", form=form, lang=to)
        page.form(form).element.set("action", button.get("formaction") or "")
        return self.submit(page, form, {**(values or {}), str(button.get("name")): button.get("value")}, status=200)


def _form_values(form: Element) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for element in form.iter():
        name = element.get("name")
        if not name or element.get("disabled") is not None:
            continue
        kind = element.get("type", "text")
        if element.tag == "textarea":
            values[name] = (element.text or "").removeprefix("\n")
        elif element.tag == "select":
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            if chosen:
                values[name] = chosen[0].get("value", "".join(chosen[0].itertext()))
        elif element.tag == "input" and kind in {"checkbox", "radio"}:
            if element.get("checked") is not None:
                values[name] = element.get("value", "on")
        elif element.tag == "input" and kind not in {"file", "submit", "button"}:
            values[name] = element.get("value", "")
    return values


def _checked(response: TestResponse, status: int) -> Page:
    page = Page(response)
    assert response.status_code == status, f"{response.request.path}: {response.status_code}\n{page.html[:3000]}"
    if response.mimetype == "text/html" and not 300 <= status < 400:
        check_page(page)
    return page


def check_page(page: Page) -> None:
    """Valid HTML, a title, one h1, unique ids, a name for every control, nothing inline, nothing from elsewhere."""
    root = page.tree
    assert page.title, "no title"
    assert root.get("lang") in {"fr", "en"}, "no language"
    assert len(list(root.iter("h1"))) == 1, "not one h1"
    ids = [element.get("id") for element in root.iter() if element.get("id") is not None]
    assert len(ids) == len(set(ids)), f"repeated ids: {sorted({id_ for id_ in ids if ids.count(id_) > 1})}"
    _check_summary(root, ids)
    labelled = {label.get("for") for label in root.iter("label")}
    wrapped = {control for label in root.iter("label") for control in label.iter()}
    for element in root.iter():
        assert element.get("style") is None, f"inline style on {element.tag}"
        assert not [name for name in element.attrib if name.startswith("on")], f"inline script on {element.tag}"
        if element.tag == "script":
            assert element.get("src") or element.get("type") == "application/ld+json", "inline script"
        assert element.tag != "style", "inline style sheet"
        for name in ("src", "href", "action", "srcset"):
            _check_address(element, name)
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for target in (element.get(name) or "").split():
                assert target in ids, f"{name}={target!r} points at nothing"
        if element.tag in {"input", "select", "textarea"} and element.get("type") not in VOID_OF_LABEL:
            named = element.get("aria-label") or element.get("aria-labelledby")
            assert named or element.get("id") in labelled or element in wrapped, f"no name: {element.attrib}"
        if element.tag in {"a", "button"}:
            assert "".join(element.itertext()).strip() or element.get("aria-label"), f"nameless {element.tag}"


def _check_summary(root: Element, ids: list[str | None]) -> None:
    """The summary of errors leads through the page from top to bottom."""
    for summary in root.iter():
        if summary.get("id") == "error-summary":
            places = [ids.index((link.get("href") or "").removeprefix("#")) for link in summary.iter("a")]
            assert places == sorted(places), f"a summary in another order than the page: {places}"


def _check_address(element: Element, name: str) -> None:
    value = element.get(name) or ""
    if element.tag == "a" or element.get("rel") in {"canonical", "alternate"}:
        return
    assert not re.match(r"(?i)(https?:)?//", value) or value.startswith("http://localhost"), f"foreign {name}: {value}"
