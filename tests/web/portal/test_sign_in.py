"""The way into one's own pages: a code, a link, and nothing that a scanner or a stranger can do with them."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.adapters.mailer import mailer_for
from app.core.db import transaction
from app.domain.mail.delivery import deliver_next
from app.domain.mail.models import OutgoingMail
from app.domain.mail.tasks import write_due_codes
from app.domain.people.models import CandidateCode
from tests.factories import ApplicationFactory, CandidateFactory
from tests.page_client import PageClient


def _ask(client: PageClient, email: str) -> Any:
    return client.submit(client.page("/me/sign-in?lang=fr"), "sign-in", {"email": email})


def _letter(db: Any) -> tuple[str, str]:
    """The code and the link's secret of the newest letter."""
    write_due_codes()
    mail = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.created_at.desc())).first()
    code = re.search(r"^    (\d{3} \d{3})$", mail.body, re.MULTILINE)
    secret = re.search(r"/me/link\?lang=fr#(\S+)", mail.body)
    assert code
    assert secret
    return code[1], secret[1]


def test_code_opens_the_pages_of_its_person(client: PageClient, db: Any) -> None:
    application = ApplicationFactory(candidate=CandidateFactory(email="camille@example.org"))
    assert _ask(client, "camille@example.org").location == "/me/code?lang=fr"
    code, _ = _letter(db)
    page = client.submit(client.page("/me/code?lang=fr"), "code-form", {"code": code})
    assert page.location == "/me/?lang=fr"
    assert application.reference in client.page("/me/").text


def test_wherever_a_code_is_waited_for_the_page_says_how_many_come(client: PageClient, enter: Any, db: Any) -> None:
    """The sixth of an hour is written to nobody: to ask for it again would not help."""
    person, said = CandidateFactory(), "Une adresse reçoit 5 codes par heure au plus."
    ApplicationFactory(candidate=person)
    _ask(client, person.email)
    assert said in client.page("/me/code?lang=fr").text
    own = enter(person)
    own.submit(own.page("/me/address?lang=fr"), "address-form", {"email": "autre@example.org"})
    assert said in own.page("/me/address?lang=fr").text
    own.submit(own.page("/me/erase?lang=fr"), "/me/erase/code?lang=fr")
    assert said in own.page("/me/erase?lang=fr").text


def test_link_survives_whatever_opens_it_first(client: PageClient, app: Any, db: Any) -> None:
    """B6.1: HEAD and GET change nothing, for the secret does not even reach the server."""
    candidate = CandidateFactory(email="camille@example.org")
    ApplicationFactory(candidate=candidate)
    _ask(client, "camille@example.org")
    _, secret = _letter(db)
    scanner = PageClient(app)
    for _ in range(3):
        assert scanner.head("/me/link").status_code == 200
        assert secret not in scanner.page("/me/link").html
    person = PageClient(app)
    assert person.submit(person.page("/me/link"), "link-form", {"token": secret}).location == "/me/"
    assert person.page("/me/").status == 200
    again = PageClient(app)
    refused = again.submit(again.page("/me/link"), "link-form", {"token": secret}, status=422)
    assert "a servi" in refused.text


def test_link_without_the_page_before_it_is_refused(client: PageClient, db: Any) -> None:
    """The POST is bound to the session that has shown the button."""
    ApplicationFactory(candidate=CandidateFactory(email="camille@example.org"))
    _ask(client, "camille@example.org")
    _, secret = _letter(db)
    stranger = PageClient(client.application)
    assert stranger.post("/me/link", data={"token": secret}).status_code == 422
    assert db.session.scalar(select(CandidateCode.used_at)) is None


def test_known_and_unknown_addresses_get_the_same_answer(app: Any, db: Any) -> None:
    """B6.2: the same pages, octet for octet but for the tokens; the lookup is nobody's answer."""
    CandidateFactory(email="camille@example.org")
    pages = []
    for email in ("camille@example.org", "nobody@example.org"):
        client = PageClient(app)
        assert _ask(client, email).location == "/me/code?lang=fr"
        shown = client.page("/me/code?lang=fr")
        refused = client.submit(shown, "code-form", {"code": "000000"}, status=422)
        pages.append([re.sub(r'value="[^"]{40,}"', "", page.html) for page in (shown, refused)])
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("email", "words"),
    [("", "Indiquez"), ("camille", "Cette adresse n’est pas complète"), ("c" * 300 + "@example.org", "caractères")],
)
def test_address_that_is_none_is_refused_beside_its_field(client: PageClient, db: Any, email: str, words: str) -> None:
    page = client.submit(client.page("/me/sign-in?lang=fr"), "sign-in", {"email": email}, status=422)
    assert words in page.text
    assert db.session.scalars(select(CandidateCode)).all() == []


def test_code_without_having_asked_leads_to_the_beginning(client: PageClient, db: Any) -> None:
    assert client.get("/me/code").headers["Location"] == "/me/sign-in"
    token = client.page("/me/sign-in").form("sign-in").values["csrf_token"]
    assert client.post("/me/code", data={"csrf_token": token, "code": "123456"}).headers["Location"] == "/me/sign-in"


def test_forms_that_are_stale_say_so(client: PageClient, db: Any) -> None:
    _ask(client, "camille@example.org")
    for path, values in (
        ("/me/sign-in", {"email": "camille@example.org"}),
        ("/me/code", {"code": "123456"}),
        ("/me/link", {"token": "x"}),
    ):
        assert client.post(path, data={**values, "csrf_token": "stale"}).status_code == 422, path


def test_signing_out_ends_the_session_and_empties_the_browser(enter: Any, db: Any) -> None:
    """B6.6, 7.4.1."""
    client = enter(CandidateFactory())
    with client.session_transaction() as session:
        held = session["candidate"]
    answer = client.submit(client.page("/me/"), "/me/sign-out")
    assert "cookies" in answer.response.headers["Clear-Site-Data"]
    with client.session_transaction() as session:
        session["candidate"] = held
    assert client.get("/me/").headers["Location"] == "/me/sign-in"


def test_session_of_nonsense_is_nobody_s(client: PageClient, db: Any) -> None:
    with client.session_transaction() as session:
        session["candidate"] = "nonsense"
    assert client.get("/me/").headers["Location"] == "/me/sign-in"


def test_staff_session_is_no_candidate_s_and_the_other_way_round(sign_in: Any, enter: Any, db: Any) -> None:
    assert sign_in().get("/me/").headers["Location"] == "/me/sign-in"
    assert enter(CandidateFactory()).get("/staff/jobs").headers["Location"].startswith("/staff/login")


def test_secrets_of_a_letter_do_not_outlive_its_sending(client: PageClient, db: Any) -> None:

    ApplicationFactory(candidate=CandidateFactory(email="camille@example.org"))
    _ask(client, "camille@example.org")
    write_due_codes()
    deliver_next(mailer_for(client.application.config))
    with transaction():
        assert db.session.scalars(select(OutgoingMail.body)).all() == [""]
