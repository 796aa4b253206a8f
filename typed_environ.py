"""Typed reads of the environment. A value that could only fail later is refused here, by the name of its setting."""

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from limits import parse_many

MASTER_KEY_OCTETS = 32
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
LAST_PORT = 65535
CLAMD_ADDRESS = re.compile(r"unix:/.+|tcp:(?:\[[0-9a-fA-F:]+\]|[^:\[\]/]+):(?P<port>[0-9]{1,5})")
CONTACT_ADDRESS = re.compile(r"(?:mailto:|https://|tel:)[!-~]+")


class ConfigurationError(RuntimeError):
    """The environment does not describe an instance that may start; the message names each setting to mend."""


@dataclass(frozen=True)
class Environment:
    """Typed reads of one environment mapping; an empty value counts as absent."""

    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """As it is written, without the blanks around it."""
        return self.values.get(name, "").strip() or default

    def whole(self, name: str, default: int) -> int:
        """A number without a sign."""
        raw = self.text(name, str(default))
        if not re.fullmatch(r"\d{1,12}", raw):
            message = f"{name} must be a whole number, not {raw!r}"
            raise ConfigurationError(message)
        return int(raw)

    def positive(self, name: str, default: int, unit: str) -> int:
        """A bound that nobody may set to nothing."""
        number = self.whole(name, default)
        if not number:
            message = f"{name} must be a number of {unit} above 0"
            raise ConfigurationError(message)
        return number

    def within(self, name: str, default: int, least: int, most: int) -> int:
        """A number beyond which something would silently never happen."""
        number = self.whole(name, default)
        if not least <= number <= most:
            message = f"{name} must be a number from {least} to {most}, not {number}"
            raise ConfigurationError(message)
        return number

    def port(self, name: str, default: int) -> int:
        """Where a program listens."""
        return self.within(name, default, 1, LAST_PORT)

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no, in several ways to write them."""
        raw = self.text(name, "1" if default else "0").lower()
        if raw not in {*YES, *NO}:
            message = f"{name} must be yes or no, not {raw!r}"
            raise ConfigurationError(message)
        return raw in YES

    def choice(self, name: str, default: str, known: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.text(name, default)
        if value not in known:
            message = f"{name} must be one of {', '.join(known)}, not {value!r}"
            raise ConfigurationError(message)
        return value

    def timezone(self, name: str, default: str) -> str:
        """The name of a zone that this machine knows."""
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        # A continent alone is a folder.
        except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
            message = f"{name} must be a time zone such as {default}, not {value!r}"
            raise ConfigurationError(message) from unknown
        return value

    def keys(self, name: str, default: str = "") -> tuple[bytes, ...]:
        """Keys of 32 octets in URL-safe base64, separated by blanks or commas."""
        keys = tuple(decode_key(raw) for raw in re.split(r"[\s,]+", self.text(name, default)) if raw)
        if any(len(key) != MASTER_KEY_OCTETS for key in keys):
            message = f"{name} must hold {MASTER_KEY_OCTETS} octets in URL-safe base64 (for example {new_master_key()})"
            raise ConfigurationError(message)
        return keys

    def contact(self, name: str) -> str:
        """An address that a person can write to, as RFC 9116 wants it."""
        value = self.text(name)
        if value and not CONTACT_ADDRESS.fullmatch(value):
            message = f"{name} must be a mailto:, https:// or tel: address, not {value!r}"
            raise ConfigurationError(message)
        return value

    def daemon(self, name: str, default: str) -> str:
        """A socket of this machine, or a machine and its port."""
        value = self.text(name, default)
        found = CLAMD_ADDRESS.fullmatch(value)
        if found is None or not 1 <= int(found["port"] or 1) <= LAST_PORT:
            message = f"{name} must be unix:/path or tcp:host:port, not {value!r}"
            raise ConfigurationError(message)
        return value

    def mailbox(self, name: str, default: str) -> str:
        """One bare address: what letters leave from must fit into their headers."""
        value = self.text(name, default)
        try:
            Address(addr_spec=value)
        except (ValueError, IndexError, MessageError) as fault:
            message = f"{name} must be one address such as {default}, without a name beside it, not {value!r}"
            raise ConfigurationError(message) from fault
        return value

    def database(self, name: str, default: str) -> str:
        """SQLAlchemy's form of the address: psycopg 3 is the PostgreSQL driver we ship."""
        url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", self.text(name, default))
        # Never repeated: it may hold a password.
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            message = f"{name} must begin with postgresql:// or sqlite:///"
            raise ConfigurationError(message)
        return url

    def rate(self, name: str, default: str) -> str:
        """So many in so much time; empty for no limit."""
        value = self.values.get(name, default).strip()
        try:
            parse_many(value or default)
        except ValueError as unknown:
            message = f"{name} must be a rate such as {default!r}, or empty for no limit, not {value!r}"
            raise ConfigurationError(message) from unknown
        return value


def decode_key(raw: str) -> bytes:
    """The octets of a key; none where it is no base64."""
    try:
        return base64.urlsafe_b64decode(raw)
    except (binascii.Error, ValueError):
        return b""


def new_master_key() -> str:
    """A random master key, as MASTER_KEY takes it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(MASTER_KEY_OCTETS)).decode()
