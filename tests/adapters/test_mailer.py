"""Messages leave by a real SMTP server on this machine, or as files."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from app.adapters import mailer
from app.adapters.mailer import FileMailer, MailRefused, MailUnavailable, SmtpMailer, mailer_for

from .postbox import SETTINGS, Postbox, free_port, running


def _message(to: str = "camille@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = Address("Aubrac & Vauquelin", addr_spec="recrutement@example.org")
    message["To"] = to
    message["Subject"] = "Votre candidature est arrivée"
    message["Message-ID"] = "<abc@example.org>"
    message.set_content("Bonjour,\n\nMerci : tout est là.\n")
    return message


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def settings(postbox: Postbox) -> Iterator[dict[str, Any]]:
    with running(postbox) as found:
        yield found


def test_a_message_arrives_whole_once_to_one_person(postbox: Postbox, settings: dict[str, Any]) -> None:
    mailer_for(settings).send(_message())
    [(sender, recipients, content)] = postbox.taken
    received = message_from_bytes(content, policy=policy.default)
    assert (sender, recipients) == ("recrutement@example.org", ["camille@example.org"])
    assert received["From"].addresses[0].display_name == "Aubrac & Vauquelin"
    assert received["Message-ID"] == "<abc@example.org>"
    assert received.get_content().replace("\r\n", "\n") == "Bonjour,\n\nMerci : tout est là.\n"


@pytest.mark.parametrize(("step", "answer"), [("RCPT", "550 no such person"), ("DATA", "554 not wanted")])
def test_a_final_no_is_final(postbox: Postbox, settings: dict[str, Any], step: str, answer: str) -> None:
    """R5: a permanent refusal is not repeated, and nothing of the server's own words is kept."""
    postbox.answers[step] = answer
    with pytest.raises(MailRefused) as refusal:
        SmtpMailer(settings).send(_message())
    assert refusal.value.code == int(answer[:3])
    assert "person" not in str(refusal.value)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("RCPT", "451 later"),
        ("RCPT", "530 sign in first"),
        ("DATA", "452 full"),
        ("MAIL", "550 who are you"),
        ("MAIL", "421 going away"),
    ],
)
def test_anything_else_is_for_later(postbox: Postbox, settings: dict[str, Any], step: str, answer: str) -> None:
    """A sender or a sign-in that is refused speaks of our settings: the message waits until they are mended."""
    postbox.answers[step] = answer
    with pytest.raises(MailUnavailable) as absence:
        SmtpMailer(settings).send(_message())
    assert absence.value.reason == f"smtp_{answer[:3]}"


@pytest.mark.parametrize("answer", ["250 stay", "451 odd", "554 gone"])
def test_what_was_taken_stays_sent_however_the_server_parts(
    postbox: Postbox, settings: dict[str, Any], answer: str
) -> None:
    """R5: an odd farewell after the yes must not send the letter twice."""
    postbox.answers["QUIT"] = answer
    SmtpMailer(settings).send(_message())
    assert len(postbox.taken) == 1


def test_without_a_server_the_message_waits() -> None:
    with pytest.raises(MailUnavailable) as absence:
        SmtpMailer({**SETTINGS, "SMTP_PORT": free_port()}).send(_message())
    assert absence.value.reason == "connectionrefusederror"


class _Silent(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(1)


def test_a_silent_server_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """R12."""
    monkeypatch.setattr(mailer, "TIMEOUT_SECONDS", 0.2)
    with socketserver.TCPServer(("127.0.0.1", 0), _Silent) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with pytest.raises(MailUnavailable):
                SmtpMailer({**SETTINGS, "SMTP_PORT": server.server_address[1]}).send(_message())
        finally:
            server.shutdown()
            thread.join()


def test_where_encryption_is_asked_for_nothing_leaves_without_it(postbox: Postbox, settings: dict[str, Any]) -> None:
    """12.3.1: the server offers no STARTTLS; the letter waits."""
    with pytest.raises(MailUnavailable):
        SmtpMailer({**settings, "SMTP_STARTTLS": True}).send(_message())
    assert postbox.taken == []


def test_a_sign_in_that_the_server_does_not_offer_keeps_the_letter(postbox: Postbox, settings: dict[str, Any]) -> None:
    with pytest.raises(MailUnavailable):
        SmtpMailer({**settings, "SMTP_USERNAME": "us", "SMTP_PASSWORD": "secret"}).send(_message())
    assert postbox.taken == []


def test_in_development_each_message_is_one_file_however_often_it_is_sent(tmp_path: Path) -> None:
    sender = mailer_for({"SMTP_HOST": "", "DATA_DIR": tmp_path})
    sender.send(_message())
    sender.send(_message())
    [path] = (tmp_path / "mail").iterdir()
    assert (path.name, path.stat().st_mode & 0o777) == ("abc.eml", 0o600)
    assert message_from_bytes(path.read_bytes(), policy=policy.default)["To"] == "camille@example.org"


def test_a_folder_that_cannot_be_written_keeps_the_message_waiting(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(MailUnavailable):
        FileMailer(tmp_path / "mail").send(_message())
