"""How a message leaves: by SMTP, or as a file in development."""

import os
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

TIMEOUT_SECONDS = 10
_FINAL = 5
_OUR_SIGN_IN = {530, 534, 535, 538}


class MailRefused(Exception):  # noqa: N818  reads as a finding
    """The server will never take this message (a 5xx answer); ``code`` is its number."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class MailUnavailable(Exception):  # noqa: N818  reads as a state
    """The server did not take the message this time; ``reason`` is a word of ours, never the server's text."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Mailer(Protocol):
    """What rooms know of mail."""

    def send(self, message: EmailMessage) -> None:
        """Hands the message over. Raises MailRefused or MailUnavailable."""


class SmtpMailer:
    """A mail server, with STARTTLS unless the settings say that it is on this machine."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings

    def send(self, message: EmailMessage) -> None:
        """One connection, one message. Once the server has taken it, nothing that follows can make it unsent."""
        try:
            server = self._connected()
            try:
                server.send_message(message)
            finally:
                _take_leave(server)
        except smtplib.SMTPRecipientsRefused as fault:
            raise _judged(next(iter(fault.recipients.values()))[0]) from None
        except smtplib.SMTPDataError as fault:
            raise _judged(fault.smtp_code) from None
        except smtplib.SMTPResponseException as fault:
            # A refused greeting, sign-in or sender speaks of our settings, not of this message: it waits.
            reason = f"smtp_{fault.smtp_code}"
            raise MailUnavailable(reason) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise MailUnavailable(type(fault).__name__.lower()) from None

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        server = smtplib.SMTP(settings["SMTP_HOST"], settings["SMTP_PORT"], timeout=TIMEOUT_SECONDS)
        try:
            if settings["SMTP_STARTTLS"]:
                server.starttls(context=ssl.create_default_context())
            if settings["SMTP_USERNAME"]:
                server.login(settings["SMTP_USERNAME"], settings["SMTP_PASSWORD"])
        except BaseException:
            server.close()
            raise
        return server


class FileMailer:
    """Development: each message is one ``.eml`` file, named by its Message-ID, so that a repeat replaces it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Writes the file whole or not at all. Raises MailUnavailable when the disk does not take it."""
        name = message["Message-ID"].strip("<>").partition("@")[0]
        target = self._folder / f"{name}.eml"
        temporary = target.with_suffix(".part")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(bytes(message))
            temporary.rename(target)
        except OSError as fault:
            raise MailUnavailable(type(fault).__name__.lower()) from None


def mailer_for(settings: Mapping[str, Any]) -> Mailer:
    """The mailer that the settings describe."""
    if settings["SMTP_HOST"]:
        return SmtpMailer(settings)
    return FileMailer(settings["DATA_DIR"] / "mail")


def _judged(code: int) -> MailRefused | MailUnavailable:
    """A 5xx answer is final, unless it speaks of our own sign-in; anything else is for later."""
    if code // 100 == _FINAL and code not in _OUR_SIGN_IN:
        return MailRefused(code)
    return MailUnavailable(f"smtp_{code}")


def _take_leave(server: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()
