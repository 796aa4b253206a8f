"""What machines read: sitemap.xml, robots.txt, the open jobs as an Atom feed. All follow the jobs within a minute."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from flask import Response, current_app, make_response

from ...core.actor import Actor
from ...core.paging import MAX_PER_PAGE
from ...domain.firm.queries import current_firm
from ...domain.jobs.queries import Filters, JobWithText, list_public_jobs
from ..kit.door import Allow
from ..kit.filters import iso, markdown
from ..kit.languages import current_language
from ..kit.places import whole_address
from .door import door

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
ATOM = "http://www.w3.org/2005/Atom"
STATIC_PAGES = (
    "careers.show_home",
    "careers.list_jobs",
    "careers.show_contact",
    "careers.show_privacy",
    "careers.show_promises",
    "careers.show_cookies",
    "careers.show_accessibility",
)
A_MINUTE = "public, max-age=60"
NEVER = datetime.fromtimestamp(0, UTC)
for prefix, namespace in (("", SITEMAP), ("xhtml", XHTML)):
    ET.register_namespace(prefix, namespace)


@door.route("/robots.txt", allow=Allow.PUBLIC)
def show_robots(_actor: Actor) -> Response:
    """Everything public may be read; the back office and the forms are not for robots."""
    lines = (
        "User-agent: *",
        "Disallow: /staff",
        "Disallow: /me",
        "Disallow: /jobs/*/apply",
        "Disallow: /jobs/*/receipt",
        "Disallow: /status",
    )
    return _answer("\n".join((*lines, "", f"Sitemap: {whole_address('careers.show_sitemap')}", "")), "text/plain")


@door.route("/sitemap.xml", allow=Allow.PUBLIC)
def show_sitemap(_actor: Actor) -> Response:
    """The public pages, in each language, with the addresses of the others."""
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    for endpoint in STATIC_PAGES:
        _add_page(root, endpoint)
    for found in _open_jobs():
        _add_page(root, "careers.show_job", found.job.published_at, slug=found.job.slug)
    return _answer(_written(root), "application/xml")


@door.route("/jobs.atom", allow=Allow.PUBLIC)
def show_feed(_actor: Actor) -> Response:
    """The open jobs, the newest first, in the language asked for."""
    language, found = current_language(), list(_open_jobs())
    own = whole_address("careers.show_feed", lang=language)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": language})
    _add(root, "id", own)
    _add(root, "title", current_firm().name)
    _add(root, "updated", iso(max(filter(None, (each.job.published_at for each in found)), default=NEVER)))
    _add(root, "link", rel="self", href=own)
    _add(root, "link", rel="alternate", href=whole_address("careers.list_jobs", lang=language))
    _add(_add(root, "author"), "name", current_firm().name)
    for each in found:
        _add_entry(root, each)
    return _answer(_written(root), "application/atom+xml")


def _open_jobs() -> Iterator[JobWithText]:
    number, pages = 1, 1
    while number <= pages:
        page = list_public_jobs(Filters(), current_language(), page=number, per_page=MAX_PER_PAGE)
        yield from page.items
        number, pages = number + 1, page.pages


def _add_page(root: ET.Element, endpoint: str, changed_at: datetime | None = None, **values: Any) -> None:  # noqa: ANN401
    for language in current_app.config["LANGUAGES"]:
        page = _add(root, f"{{{SITEMAP}}}url")
        _add(page, f"{{{SITEMAP}}}loc", whole_address(endpoint, lang=language, **values))
        if changed_at:
            _add(page, f"{{{SITEMAP}}}lastmod", iso(changed_at))
        for other in current_app.config["LANGUAGES"]:
            address = whole_address(endpoint, lang=other, **values)
            _add(page, f"{{{XHTML}}}link", rel="alternate", hreflang=other, href=address)


def _add_entry(root: ET.Element, found: JobWithText) -> None:
    job, text = found.job, found.text
    entry = _add(root, "entry")
    _add(entry, "id", f"urn:uuid:{job.id}")
    _add(entry, "title", text.title)
    _add(entry, "updated", iso(job.published_at or NEVER))
    _add(entry, "link", rel="alternate", href=whole_address("careers.show_job", slug=job.slug, lang=text.locale))
    _add(entry, "content", str(markdown(text.description)), type="html")


def _add(parent: ET.Element, tag: str, words: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = words
    return element


def _written(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _answer(body: str, media_type: str) -> Response:
    response = make_response(body)
    response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
    response.headers["Cache-Control"] = A_MINUTE
    return response
