"""Nothing leaves but through the ledger: every way out of the code, listed by hand and held against it (C3.0)."""

import ast
from collections.abc import Iterator

import pytest

from config import load

from .sources import texts, trees

# What speaks over a network. A new one in the requirements belongs here.
NETWORK = {
    *("aiohttp", "asyncio", "boto3", "botocore", "ftplib", "grpc", "http.client", "http.server", "httpx", "imaplib"),
    *(
        "obstore",
        "paramiko",
        "poplib",
        "requests",
        "smtplib",
        "socket",
        "socketserver",
        "ssl",
        "telnetlib",
        "urllib.request",
    ),
    *("urllib3", "websocket", "websockets", "xmlrpc"),
}
# Beside the adapters, which reach what the settings name: the mail server, the antivirus, the store.
OWN_MACHINE = {"app/cli/serve.py"}  # waits for its own server to answer, on the loopback

# function -> the files that call it. Who makes an archive of a person's data, and who lets it leave.
CALLERS = {
    "collect": {
        "app/domain/privacy/bundle.py",
        "app/domain/privacy/contents.py",
        # Shown to the privacy officer, who masks what is another's before it leaves (A8.2).
        "app/web/privacy_desk/masks.py",
    },
    # The person's own copy: taken by the person, or by the privacy officer, who sends it on a request of theirs.
    "build_bundle": {"app/web/portal/data.py", "app/web/privacy_desk/copies.py"},
    # The archive packs what it keeps of a refusal into its own store (A2.13).
    "minimum_of": {"app/domain/archive/actions.py"},
    "read_minimum": {
        "app/web/privacy_desk/archive.py",
        # Shown to whoever has it open; given under a row of the ledger, and not else.
        "app/web/privacy_desk/archived_disclosures.py",
        "app/domain/privacy/contents.py",
        "app/domain/privacy/disclosing.py",
    },
    "read_minimums_of": {"app/domain/privacy/archived.py"},
    "read_kept": {"app/domain/privacy/bundle.py"},
    "pack": {
        "app/domain/archive/actions.py",
        "app/web/portal/data.py",
        "app/web/privacy_desk/copies.py",
        "app/domain/privacy/disclosing.py",
        "app/domain/privacy/handover.py",
    },
    # Of somebody hired, for the firm's own personnel file: a few facts and the CV (A2.8).
    "make_handover": {"app/web/recruiting/handover.py"},
    "mark_sent": {"app/domain/privacy/disclosing.py"},
    "take_package": {"app/web/privacy_desk/disclosures.py"},
}
# Where a file is offered to a browser, and to whom.
DOWNLOADS = {
    "app/domain/documents/release.py",  # one file, for the team or the person who sent it
    "app/web/portal/data.py",  # the person's own copy
    "app/web/privacy_desk/copies.py",  # the same, for a request that it answers
    "app/web/privacy_desk/registers.py",  # the register of processing, of nobody
    "app/web/recruiting/reports.py",  # counts, of nobody
    "app/web/privacy_desk/disclosures.py",  # the package of a disclosure
}
# Whom letters go to: the person themselves, an account of staff, and the recipient of a disclosure, who learns
# that something was corrected or erased, and not what it is (tests/domain/disclosures/test_notices.py).
LETTERS = {
    ("app/domain/applications/actions/informing.py", "account.email"),
    ("app/domain/applications/actions/informing.py", "candidate.email"),
    ("app/domain/applications/actions/assessments.py", "candidate.email"),
    ("app/domain/applications/actions/messages.py", "candidate.email"),
    ("app/domain/applications/actions/renewals.py", "candidate.email"),
    ("app/domain/applications/actions/submit.py", "candidate.email"),
    ("app/domain/contact/actions.py", "message.email"),
    ("app/domain/disclosures/actions.py", "person.email"),
    ("app/domain/disclosures/notices.py", "row.recipient_email or ''"),
    ("app/domain/mail/codes.py", "letter.to_address"),
    ("app/domain/mail/invitations.py", "account.email"),
    ("app/domain/privacy/addresses.py", "old"),
    ("app/domain/privacy/answering.py", "postal or address"),
    ("app/domain/rights/actions.py", "request.postal_address or request.email"),
    ("app/domain/rights/actions.py", "person.email"),
}


def _calls() -> Iterator[tuple[str, str, ast.Call]]:
    """(file, function's name, call) of every call in the application."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield path, ast.unparse(node.func).rpartition(".")[2], node


@pytest.mark.promise("C3.0")
def test_only_the_adapters_speak_over_a_network() -> None:
    """No outbound integration: no room and no door can call anybody."""
    found = {
        path
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and _names(node) & NETWORK
    }
    assert {path for path in found if not path.startswith("app/adapters/")} == OWN_MACHINE


@pytest.mark.promise("C3.0")
def test_as_it_comes_it_reaches_nobody() -> None:
    """The list of where data may go is empty until the operator fills it: no mail server, no store elsewhere."""
    settings = load({})
    assert (settings["SMTP_HOST"], settings["S3_ENDPOINT"], settings["ANTIVIRUS"]) == ("", "", "none")


@pytest.mark.promise("C3.0")
@pytest.mark.parametrize("function", CALLERS)
def test_whoever_makes_or_lets_go_an_archive_is_written_here(function: str) -> None:
    callers = {path for path, name, call in _calls() if name == function and ast.unparse(call.func) != "struct.pack"}
    assert callers == CALLERS[function]


@pytest.mark.promise("C3.0")
def test_every_download_is_written_here() -> None:
    offered = {path for path, text in texts().items() if path.startswith("app/") and "Content-Disposition" in text}
    assert offered == DOWNLOADS


@pytest.mark.promise("C3.0")
def test_letters_go_to_the_person_to_staff_or_to_a_recipient_of_the_ledger_and_carry_no_file() -> None:
    written = {
        (path, ast.unparse(keyword.value))
        for path, name, call in _calls()
        if name == "queue_mail"
        for keyword in call.keywords
        if keyword.arg == "to_address"
    }
    assert written == LETTERS
    assert [path for path, name, _call in _calls() if name in {"add_attachment", "attach"}] == []


def _names(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return {module, module.partition(".")[0], *(f"{module}.{alias.name}" for alias in node.names)}
    return {part for alias in node.names for part in (alias.name, alias.name.partition(".")[0])}
