"""Files on screen and on their way out: read as pictures, downloaded clean, opened as sent only by a second step."""

import html
import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from docx import Document as WordDocument
from fpdf import FPDF
from sqlalchemy import select

from app.core.db import transaction
from app.core.permissions import Role
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.documents.enums import MediaType, PreparationState, ScanState
from app.domain.documents.models import Document
from app.domain.documents.readying import prepare_batch
from app.web.recruiting.documents import SHOWN_SECONDS
from tests.adapters import active_files, samples
from tests.factories import ApplicationFactory, CandidateFactory, DocumentFactory, TeamMemberFactory


def _application(content: bytes | None = None, **given: Any) -> Any:
    candidate = CandidateFactory()
    cv = DocumentFactory(candidate=candidate, content=content or samples.pdf("Camille Durand", "Analyste"), **given)
    return ApplicationFactory(candidate=candidate, cv=cv)


def _ready(content: bytes | None = None, **given: Any) -> Any:
    application = _application(content, **given)
    assert prepare_batch() == 1
    return application


def _set(db: Any, application: Any, **values: Any) -> None:
    with transaction():
        document = db.session.get(Document, application.cv_id)
        for name, value in values.items():
            setattr(document, name, value)


def _events(db: Any, tag: Tag) -> list[Any]:
    return [event.subject_id for event in db.session.scalars(select(AuditEvent).where(AuditEvent.tag == tag))]


def _layer(page: Any) -> list[str]:
    """The text above the pictures."""
    return [html.unescape(text) for text in re.findall(r"<text [^>]*>([^<]*)</text>", page.html)]


def _picture(page: Any) -> str:
    return next(image.get("src") for image in page.find_all("img") if "/pages/" in image.get("src"))


@pytest.mark.promise("C1.3")
@pytest.mark.parametrize("kind", [MediaType.PDF, MediaType.DOCX])
def test_served_copy_tells_neither_author_nor_where_a_photograph_was_taken(sign_in: Any, kind: MediaType) -> None:
    """C1.3 T: of the file as it was sent, the canaries are there; of the one that staff downloads, none is."""
    content = _with_metadata(kind)
    application = _ready(content, media_type=kind, filename=f"cv.{kind.name.lower()}")
    served = sign_in(Role.RECRUITER).get(f"/staff/documents/{application.cv_id}")
    assert served.status_code == 200
    assert (CANARIES_IN[kind] <= _parts_of(content), _parts_of(served.data) & CANARIES_IN[kind]) == (True, set())


CANARIES_IN = {MediaType.PDF: {"author", "exif"}, MediaType.DOCX: {"author", "exif"}}


def _with_metadata(kind: MediaType) -> bytes:
    picture, out = io.BytesIO(active_files.jpeg()), io.BytesIO()
    if kind is MediaType.PDF:
        pdf = FPDF()
        pdf.set_author("canariauteur")
        pdf.add_page()
        pdf.set_font("Helvetica", size=12)
        pdf.cell(text="Camille Durand")
        pdf.image(picture, w=20)
        return bytes(pdf.output())
    document = WordDocument()
    document.core_properties.author = "canariauteur"
    document.add_paragraph("Camille Durand")
    document.add_picture(picture)
    document.save(out)
    return out.getvalue()


def _parts_of(content: bytes) -> set[str]:
    """What of the canaries is anywhere in the file, unpacked as far as it goes."""
    held = content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            held = b"".join(archive.read(name) for name in archive.namelist())
    else:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            held += b"".join(each.read_raw_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream))
            held += str(dict(pdf.docinfo.items())).encode()
    words = {"author": b"canariauteur", "exif": active_files.CANARY.encode()}
    return {name for name, word in words.items() if word in held}


def test_dossier_shows_the_cv_as_it_looks_with_its_text_to_select(db: Any, sign_in: Any) -> None:
    application, client = _ready(), sign_in()
    page = client.page(f"/staff/applications/{application.id}")
    assert _layer(page) == ["Camille Durand", "Analyste"]
    picture = client.get(_picture(page))
    assert (picture.status_code, picture.mimetype, picture.data[8:12]) == (200, "image/webp", b"WEBP")
    assert (picture.headers["X-Content-Type-Options"], picture.headers["Cache-Control"]) == ("nosniff", "no-store")


def test_nothing_of_a_file_is_ever_markup_or_a_link(db: Any, sign_in: Any) -> None:
    """B4, ASVS 1.2.1: what stands in the CV is text and pixels."""
    application, client = _ready(samples.pdf("<script>alert(1)</script>", "https://example.org/x")), sign_in()
    page = client.page(f"/staff/documents/{application.cv_id}/read")
    assert _layer(page) == ["<script>alert(1)</script>", "https://example.org/x"]
    assert not [link for link in page.find_all("a") if "example.org/x" in (link.get("href") or "")]


def test_reading_is_traced_and_shows_the_pages(db: Any, sign_in: Any) -> None:
    application, client = _ready(), sign_in()
    page = client.page(f"/staff/documents/{application.cv_id}/read")
    assert client.get(_picture(page)).status_code == 200
    assert _events(db, Tag.DOCUMENT_OPENED) == [application.cv_id]


@pytest.mark.parametrize("shown", ["", "forged"])
def test_picture_is_shown_only_by_a_page_that_was_traced(db: Any, sign_in: Any, shown: str) -> None:
    """A13.4: no way around the audit log."""
    application, client = _ready(), sign_in()
    assert client.get(f"/staff/documents/{application.cv_id}/pages/1?shown={shown}").status_code == 404


def test_picture_s_address_serves_nobody_else_and_not_for_ever(app: Any, db: Any, sign_in: Any, clock: Any) -> None:
    application, client = _ready(), sign_in()
    address = _picture(client.page(f"/staff/applications/{application.id}"))
    assert sign_in().get(address).status_code == 404
    clock.shift(timedelta(seconds=SHOWN_SECONDS + 2))
    assert client.get(address).status_code in {303, 404}


def test_one_opening_shows_the_pictures_of_no_other_file(db: Any, sign_in: Any) -> None:
    """A13.4: not even of one that the same account may open: that would be read without a trace."""
    application, other, client = _ready(), _ready(), sign_in()
    address = _picture(client.page(f"/staff/documents/{application.cv_id}/read"))
    assert client.get(address).status_code == 200
    assert client.get(address.replace(str(application.cv_id), str(other.cv_id))).status_code == 404


def test_page_that_does_not_exist_is_not_there(db: Any, sign_in: Any) -> None:
    application, client = _ready(), sign_in()
    address = _picture(client.page(f"/staff/applications/{application.id}"))
    assert client.get(address.replace("/pages/1", "/pages/2")).status_code == 404


def test_original_leaves_only_by_a_second_step_and_is_written_down(db: Any, sign_in: Any) -> None:
    application, client = _ready(), sign_in()
    page = client.page(f"/staff/documents/{application.cv_id}/original")
    assert _events(db, Tag.DOCUMENT_ORIGINAL_OPENED) == []
    sent = client.post(
        f"/staff/documents/{application.cv_id}/original",
        data={"csrf_token": page.form("original-form").values["csrf_token"]},
    )
    assert (sent.status_code, sent.data) == (200, samples.pdf("Camille Durand", "Analyste"))
    assert sent.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert _events(db, Tag.DOCUMENT_ORIGINAL_OPENED) == [application.cv_id]


def test_hiring_manager_reads_and_downloads_but_takes_no_original(db: Any, sign_in: Any) -> None:
    application = _ready()
    client = sign_in(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=application.job_id, account_id=client.account.id)
    page = client.page(f"/staff/documents/{application.cv_id}/read")
    assert not [link for link in page.find_all("a") if link.get("href").endswith("/original")]
    assert client.get(f"/staff/documents/{application.cv_id}").status_code == 200
    client.page(f"/staff/documents/{application.cv_id}/original", status=404)


@pytest.mark.parametrize("scan", [ScanState.INFECTED, ScanState.FAILED])
def test_what_the_antivirus_holds_opens_for_nobody(db: Any, sign_in: Any, scan: ScanState) -> None:
    """5.4.3."""
    application, client = _ready(), sign_in()
    address = _picture(client.page(f"/staff/applications/{application.id}"))
    _set(db, application, scan=scan)
    page = client.page(f"/staff/applications/{application.id}")
    assert not _layer(page)
    for path in ("", "/original"):
        client.page(f"/staff/documents/{application.cv_id}{path}", status=403)
    assert client.get(address).status_code == 403
    assert "Camille Durand" in client.page("/staff/documents").text


def test_file_that_waits_says_so_and_downloads_all_the_same(db: Any, sign_in: Any) -> None:
    application, client = _application(), sign_in()
    page = client.page(f"/staff/applications/{application.id}?lang=en")
    assert "being made ready" in page.text
    assert client.get(f"/staff/documents/{application.cv_id}").data.startswith(b"%PDF")


def test_file_that_could_not_be_shown_says_so_and_is_listed(db: Any, sign_in: Any) -> None:
    application, client = _ready(b"%PDF-1.4\nnothing more"), sign_in()
    page = client.page(f"/staff/applications/{application.id}?lang=en")
    assert "could not be shown" in page.text
    assert "could not be shown" in client.page("/staff/documents?lang=en").text
    client.page(f"/staff/documents/{application.cv_id}", status=403)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"has_text": False}, "scan without text"),
        ({"has_text": False, "has_ocr": True}, "scan, read by machine"),
        ({"has_hidden_text": True}, "text that nobody sees"),
        ({"preparation": PreparationState.FAILED}, "could not be shown"),
    ],
)
def test_findings_are_listed(db: Any, sign_in: Any, values: dict[str, Any], words: str) -> None:
    application, client = _ready(), sign_in()
    assert "Nothing to look at" in client.page("/staff/documents?lang=en").text
    _set(db, application, **values)
    assert words in client.page("/staff/documents?lang=en").text
    assert [each.text for each in client.page("/staff/documents?lang=fr").find_all("th")][:2] == [
        "Réception",
        "Personne",
    ]


def test_list_shows_only_what_one_may_see(db: Any, sign_in: Any) -> None:
    _set(db, _ready(), has_text=False)
    assert "Nothing to look at" in sign_in(Role.HIRING_MANAGER).page("/staff/documents?lang=en").text
