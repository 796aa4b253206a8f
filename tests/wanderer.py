"""Somebody who follows links and sends forms, with what they hold, what was meant, or what nobody would type."""

import re
from collections import Counter
from io import BytesIO
from random import Random
from typing import Any
from urllib.parse import quote, urljoin, urlsplit
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.adapters import samples

from .page_client import Page, PageClient, check_page

HERE = "http://localhost"
AGENT = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOKENS = {"csrf_token", "form_token"}
ODD = (
    *("", " ", "\x00", "a" * 5_000, "💩", "\u202e", "é" * 300, "e" + "\u0301" * 200, "-" * 100, "\t\r\nX: y"),
    *("NaN", "1e309", "-1", "0", "99999999999999999999", "2147483648", "9223372036854775808", "1,5", "²", "٣", "１２"),
    *("0001-01-01", "9999-12-31", "2026-02-30", "2026-12-24T10:00", "on", "null", "[]", '{"a": 1}', "fr", "en"),
    *("../../etc/passwd", "<script>alert(1)</script>", "%", "%s{0}{x.__class__}", "'", '"', "\\", "a@b", "http://["),
)
MEANT = {
    "email": "claire@example.org",
    "tel": "06 12 34 56 78",
    "url": "https://www.example.org/",
    "number": "3",
    "password": "un mot de passe bien assez long",
}
ASKED = ("q", "page", "sort", "order", "state", "stage", "job", "months", "tag", "subject", "next", "lang")
# What ends the walk.
LEADS_OUT = re.compile(r"logout|sign-out")


class Wanderer:
    """Keeps in mind where it has been, and goes where it was least; raises AssertionError for whatever is wrong."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._been: Counter[str] = Counter()
        self._ids: list[str] = []
        self._sent: Counter[str] = Counter()

    def wander(self, client: PageClient, starts: list[str], steps: int) -> None:
        """So many pages, each with one of its forms sent."""
        paths = list(starts)
        for _ in range(steps):
            path = min(self._random.sample(paths, min(6, len(paths))), key=lambda each: self._been[_place(each)])
            page = self._look(client, self._strange(path))
            if page is None:
                continue
            paths += self._links(page, path)
            if led_to := self._send_a_form(client, page, path):
                paths.append(led_to)

    def _look(self, client: PageClient, path: str) -> Page | None:
        self._been[_place(path)] += 1
        return _checked(client.get(path, headers=AGENT), path)

    def _strange(self, path: str) -> str:
        """Now and then somebody else's id, or a query that no form makes."""
        if self._ids and self._random.random() < 0.05:
            return ID.sub(self._random.choice(self._ids), path)
        if self._random.random() < 0.1:
            name, value = self._random.choice(ASKED), self._random.choice(ODD)
            return f"{urlsplit(path).path}?{name}={quote(value[:300])}"
        return path

    def _links(self, page: Page, path: str) -> list[str]:
        self._ids = [*self._ids[-200:], *ID.findall(page.html)]
        found = [element.get("href") or "" for element in page.tree.iter("a")]
        found += [form.action for form in page.forms if form.method == "get"]
        whole = sorted({urljoin(f"{HERE}{path}", each).partition("#")[0] for each in found})
        return [each.removeprefix(HERE) for each in whole if each.startswith(HERE) and not LEADS_OUT.search(each)]

    def _send_a_form(self, client: PageClient, page: Page, path: str) -> str | None:
        forms = [each for each in page.forms if each.method == "post" and not LEADS_OUT.search(each.action)]
        if not forms:
            return None
        form = min(forms, key=lambda each: (self._sent[_place(each.action or path)], self._random.random()))
        action = form.action or path
        self._sent[_place(action)] += 1
        is_odd = self._random.random() < 0.5
        data: dict[str, Any] = {}
        for element in form.element.iter():
            name = element.get("name")
            if name and (value := self._value(element, form.values.get(name), is_odd=is_odd)) is not None:
                data[name] = value
        kind = {"content_type": form.element.get("enctype")} if form.element.get("enctype") else {}
        answer = client.post(action, data=data, headers=AGENT, **kind)
        _checked(answer, f"{action} with { {name: value for name, value in data.items() if name not in TOKENS} }")
        return (answer.location or "").removeprefix(HERE) or None

    def _value(self, element: Element, held: str | None, *, is_odd: bool) -> Any:  # noqa: PLR0911  text or a file
        name, kind = element.get("name"), element.get("type", "text")
        if name in TOKENS:
            return held
        if kind == "file":
            return self._file()
        if is_odd and self._random.random() < 0.4:
            return self._random.choice([*ODD, *self._ids[-3:]])
        if element.tag == "select":
            return self._random.choice([option.get("value", "") for option in element.iter("option")] or [""])
        if kind in {"checkbox", "radio"}:
            return element.get("value", "on") if self._random.random() < 0.6 else held
        if element.tag in {"input", "textarea"}:
            return held or MEANT.get(kind, self._random.choice(("Claire", "2026-12-24", "Un mot.")))
        return element.get("value") if element.tag == "button" and self._random.random() < 0.5 else None

    def _file(self) -> tuple[BytesIO, str]:
        content = self._random.choice((samples.pdf("CV"), b"", b"text", samples.pdf("CV")[:200]))
        return BytesIO(content), self._random.choice(("cv.pdf", "", "..\\x.pdf", f"{'a' * 300}.pdf", "logo.png"))


def _place(path: str) -> str:
    """The page, whoever it is about."""
    return ID.sub("…", urlsplit(path).path)


def _checked(answer: TestResponse, where: str) -> Page | None:
    """The page, if it is one; none of them is a fault, and each is well made."""
    assert answer.status_code < 500, f"{where}: {answer.status_code}"
    if answer.mimetype != "text/html" or not answer.get_data() or 300 <= answer.status_code < 400:
        return None
    page = Page(answer)
    try:
        check_page(page)
    except Exception as fault:
        message = f"{where}: {answer.status_code}, {fault!r}"
        raise AssertionError(message) from fault
    return page
