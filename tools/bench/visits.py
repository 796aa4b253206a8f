"""What visitors and staff do, request by request."""

import itertools
import re
import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from .client import Answer, AnswerError, Visit, fetch

HIDDEN = re.compile(rb'name="([^"]+)"[^>]* value="([^"]*)"|<meta name="csrf-token" content="([^"]+)"')
CARD = re.compile(rb'id="card-([0-9a-f-]{36})"[^>]* data-version="(\d+)"')
_numbers = itertools.count(secrets.randbelow(2**20))


def request(method: str, path: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """A request as the proxy passes it on; each has the address of its visitor."""
    number = next(_numbers)
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: jobs.example.org",
        f"X-Forwarded-For: {address}",
        "X-Forwarded-Proto: https",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Accept-Language: fr",
        "Accept-Encoding: br",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
        *([f"Content-Length: {len(body)}"] if body else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def expect(answer: Answer, status: int) -> Answer:
    """Raises AnswerError for any other status: a fast error is no result."""
    if answer.status != status:
        message = f"{answer.status} instead of {status}: {answer.body[:300]!r}"
        raise AnswerError(message)
    return answer


def get(
    name: str, paths: Iterable[str], headers: Mapping[str, str] | None = None, status: int = 200
) -> Iterator[Visit]:
    """Visits of one page each, the paths in turn."""
    for path in itertools.cycle(paths):
        yield _get(name, request("GET", path, headers=headers), status)


def _get(name: str, raw: bytes, status: int) -> Visit:
    expect((yield name, raw), status)


def applications(slug: str, pdf: bytes) -> Iterator[Visit]:
    """New people who open the form and send it with their CV."""
    while True:
        yield _apply(f"/jobs/{slug}/apply", pdf)


def _apply(path: str, pdf: bytes) -> Visit:
    page = expect((yield "form", request("GET", path)), 200).body
    person = secrets.token_hex(8)
    fields = hidden(page) | {"name": f"Camille {person}", "email": f"{person}@example.org", **_answers(page)}
    body, media_type = _multipart(fields, "cv", "cv.pdf", pdf)
    posted = yield "post", request("POST", path, headers={"Content-Type": media_type}, body=body)
    expect(posted, 303)


def hidden(page: bytes) -> dict[str, str]:
    """The form's token, whichever way the page carries it."""
    found = {}
    for name, value, meta in HIDDEN.findall(page):
        if meta:
            found["csrf_token"] = meta.decode()
        elif name in {b"form_token", b"csrf_token"}:
            found[name.decode()] = value.decode()
    return found


def _answers(page: bytes) -> dict[str, str]:
    """Something for each question that must be answered."""
    answers = {}
    for tag in re.findall(rb'<(?:input|textarea|select)[^>]*name="question_[^>]*>', page):
        name = re.search(rb'name="([^"]+)"', tag)
        kind = re.search(rb'type="([^"]+)"', tag)
        value = re.search(rb'value="([^"]+)"', tag)
        if name is None:
            continue
        plain = {b"date": "2027-01-04", b"url": "https://www.example.org/", b"number": "3"}
        if kind and kind[1] == b"radio" and value:
            answers[name[1].decode()] = value[1].decode()
        else:
            answers[name[1].decode()] = plain.get(kind[1] if kind else b"", "3")
    return answers


def _multipart(fields: Mapping[str, str], file: str, filename: str, content: bytes) -> tuple[bytes, str]:
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    disposition = f'form-data; name="{file}"; filename="{filename}"'
    head = f"--{mark}\r\nContent-Disposition: {disposition}\r\nContent-Type: application/pdf\r\n\r\n".encode()
    end = f"\r\n--{mark}--\r\n".encode()
    return b"".join([*parts, head, content, end]), f"multipart/form-data; boundary={mark}"


@dataclass
class Recruiter:
    """A signed-in member of staff."""

    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        """What their browser sends along."""
        return {"Cookie": self.cookie}


def sign_in(port: int, email: str, password: str) -> Recruiter:
    """By the form, as everybody does."""
    page = expect(fetch(port, request("GET", "/staff/login")), 200)
    fields = hidden(page.body) | {"email": email, "password": password, "next": ""}
    headers = {"Cookie": _cookie(page), "Content-Type": "application/x-www-form-urlencoded"}
    answer = fetch(port, request("POST", "/staff/login", headers=headers, body=urlencode(fields).encode()))
    cookie = _cookie(expect(answer, 303))
    # The session is a new one: its first page puts the secret of the forms into it.
    return Recruiter(_cookie(fetch(port, request("GET", "/staff/jobs", headers={"Cookie": cookie}))) or cookie)


def _cookie(answer: Answer) -> str:
    return answer.header(b"set-cookie").partition(b";")[0].decode()


@dataclass
class Card:
    """A card of a board, and the column in which it stands."""

    key: str
    version: int
    column: int


def moves(port: int, recruiter: Recruiter, job_id: str) -> Iterator[Visit]:
    """Cards go to the next column and on, as the board's script moves them; nobody else touches them."""
    page = expect(fetch(port, request("GET", f"/staff/jobs/{job_id}/board", headers=recruiter.headers)), 200).body
    token, columns = hidden(page)["csrf_token"], re.split(rb"<ol [^>]*data-stage", page)[1:]
    stages = [found[1].decode() for column in columns if (found := re.match(rb'="([0-9a-f-]{36})"', column))]
    cards = deque(
        Card(key.decode(), int(version), number)
        for number, column in enumerate(columns)
        for key, version in CARD.findall(column)
    )
    while True:
        yield _move(recruiter, token, cards, stages)


def _move(recruiter: Recruiter, token: str, cards: deque[Card], stages: list[str]) -> Visit:
    card = cards.popleft()
    card.column = (card.column + 1) % len(stages)
    fields = {"csrf_token": token, "to_stage": stages[card.column], "version": card.version}
    headers = {
        **recruiter.headers,
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    raw = request("POST", f"/staff/applications/{card.key}/move", headers=headers, body=urlencode(fields).encode())
    answer = expect((yield "move", raw), 200)
    card.version = int(re.findall(rb'"version":\s*(\d+)', answer.body)[0])
    cards.append(card)
