"""Settings, read once from the environment. Production refuses to start on a missing or default secret."""

import base64
import binascii
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from limits import parse_many

ROOT = Path(__file__).resolve().parent
DEVELOPMENT_SECRET = "development-only"  # noqa: S105  the very value that production refuses
DEVELOPMENT_MASTER_KEY = base64.urlsafe_b64encode(DEVELOPMENT_SECRET.ljust(32).encode()).decode()
MASTER_KEY_OCTETS = 32
MEBIBYTE = 1024 * 1024
MIN_SECRET = 32
LANGUAGES = ("fr", "en")
LONGEST_INFORM_DAYS = 30
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
CLAMD_ADDRESS = re.compile(r"unix:/.+|tcp:(?:\[[0-9a-fA-F:]+\]|[^:\[\]/]+):[0-9]{1,5}")
S3_NEEDED = ("S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY")
S3_PREFIX = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/?)*")
CONTACT_ADDRESS = re.compile(r"(?:mailto:|https://|tel:)[!-~]+")
MAIL_ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[\w-]+(?:\.[\w-]+)*", re.ASCII)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class ConfigurationError(RuntimeError):
    """The environment does not describe an instance that may start; the message names each setting to mend."""


@dataclass(frozen=True)
class _Environment:
    """Typed reads of one environment mapping; an empty value counts as absent."""

    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def whole(self, name: str, default: int, *, most: int = 10**12) -> int:
        raw = self.text(name, str(default))
        if not re.fullmatch(r"\d{1,13}", raw) or int(raw) > most:
            message = f"{name} must be a whole number up to {most}, not {raw!r}"
            raise ConfigurationError(message)
        return int(raw)

    def positive(self, name: str, default: int, unit: str) -> int:
        """A clock that nobody may set to nothing."""
        number = self.whole(name, default)
        if not number:
            message = f"{name} must be a number of {unit} above 0"
            raise ConfigurationError(message)
        return number

    def flag(self, name: str, *, default: bool) -> bool:
        raw = self.text(name, "1" if default else "0").lower()
        if raw not in {*YES, *NO}:
            message = f"{name} must be yes or no, not {raw!r}"
            raise ConfigurationError(message)
        return raw in YES

    def choice(self, name: str, default: str, known: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in known:
            message = f"{name} must be one of {', '.join(known)}, not {value!r}"
            raise ConfigurationError(message)
        return value

    def timezone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            message = f"{name} must be a time zone such as {default}, not {value!r}"
            raise ConfigurationError(message) from unknown
        return value

    def keys(self, name: str, default: str = "") -> tuple[bytes, ...]:
        """Keys of 32 octets in URL-safe base64, separated by blanks or commas."""
        keys = tuple(_decode(raw) for raw in re.split(r"[\s,]+", self.text(name, default)) if raw)
        if any(len(key) != MASTER_KEY_OCTETS for key in keys):
            message = f"{name} must hold {MASTER_KEY_OCTETS} octets in URL-safe base64 (for example {new_master_key()})"
            raise ConfigurationError(message)
        return keys

    def formed(self, name: str, form: re.Pattern[str], wanted: str, default: str = "") -> str:
        """Something of that form, or nothing where that is the default."""
        value = self.text(name, default)
        if value and not form.fullmatch(value):
            message = f"{name} must be {wanted}, not {value!r}"
            raise ConfigurationError(message)
        return value

    def rate(self, name: str, default: str) -> str:
        value = self.values.get(name, default).strip()
        try:
            parse_many(value or default)
        except ValueError as unknown:
            message = f"{name} must be a rate such as {default!r}, or empty for no limit, not {value!r}"
            raise ConfigurationError(message) from unknown
        return value


def _decode(raw: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(raw)
    except (binascii.Error, ValueError):
        return b""


def load(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Every setting of the application, from ``environ``.

    Raises ConfigurationError when a value is malformed, or when production lacks a secret or an address.
    """
    env = _Environment(environ)
    mode = env.choice("VIVIER_ENV", "development", ("development", "production", "testing"))
    production, port = mode == "production", env.whole("PORT", 8000)
    public_url = env.text("PUBLIC_URL", "" if production else f"http://127.0.0.1:{port}").rstrip("/")
    settings: dict[str, Any] = {
        "ENV_MODE": mode,
        "TESTING": mode == "testing",
        "PORT": port,
        "PUBLIC_URL": public_url,
        **_places(env),
        **_secrets(env),
        **_languages(env),
        **_firm(env),
        **_limits(env),
        **_mail(env),
        **_antivirus(env),
        **_storage(env),
        **_clocks(env),
        **_cookies(secure=public_url.startswith("https://")),
        "SECOND_FACTOR_REQUIRED": env.flag("SECOND_FACTOR_REQUIRED", default=production),
        "TRUSTED_PROXIES": env.whole("TRUSTED_PROXIES", 0),
        "LOG_FORMAT": env.choice("LOG_FORMAT", "json" if production else "console", ("json", "console")),
        # A13.4: more files than this opened by one account within an hour raise an alert; 0 switches the watch off.
        "ALERT_FILES_PER_HOUR": env.whole("ALERT_FILES_PER_HOUR", 60),
    }
    if production:
        _refuse_unsafe(settings, env)
    return settings


def _places(env: _Environment) -> dict[str, Any]:
    """Where everything is kept."""
    given = env.text("DATA_DIR")
    data_dir = Path(given or ROOT / "var").expanduser().resolve()
    return {
        "DATA_DIR": data_dir,
        "ERASURE_LEDGER": Path(env.text("ERASURE_LEDGER", str(data_dir / "ledger" / "erasures.log"))),
        "UPLOADS_DIR": data_dir / "uploads" if given else ROOT / "uploads",
        "PG_BIN": env.text("PG_BIN"),
        "SQLALCHEMY_DATABASE_URI": _database_url(env.text("DATABASE_URL", f"sqlite:///{data_dir / 'vivier.db'}")),
    }


def _secrets(env: _Environment) -> dict[str, Any]:
    return {
        "SECRET_KEY": env.text("SECRET_KEY", DEVELOPMENT_SECRET),
        # The first seals; the retired ones open what `flask documents rotate-keys` has not reached yet.
        "MASTER_KEYS": env.keys("MASTER_KEY", DEVELOPMENT_MASTER_KEY)[:1] + env.keys("MASTER_KEYS_RETIRED"),
    }


def _languages(env: _Environment) -> dict[str, Any]:
    return {
        "TIMEZONE": env.timezone("TIMEZONE", "Europe/Paris"),
        "BABEL_DEFAULT_LOCALE": env.choice("LOCALE", "fr", LANGUAGES),
        "LANGUAGES": LANGUAGES,
    }


def _clocks(env: _Environment) -> dict[str, Any]:
    """When the night runs, and what it may take as long as the law allows; the table bounds them (A2.11)."""
    justification = env.text("ARCHIVE_JUSTIFICATION")
    return {
        # GDPR, Art. 33(1): from awareness to the authority. A proposal would make it 96 (A12.2).
        "BREACH_HOURS": env.positive("BREACH_HOURS", 72, "hours"),
        **_informing(env),
        "RETENTION_HOUR": env.whole("RETENTION_HOUR", 3, most=23),
        # 0: as the country's table has it. A number may only shorten it (A2.11).
        "RETENTION_POOL_MONTHS": env.whole("RETENTION_POOL_MONTHS", 0),
        "RETENTION_FEEDBACK_MONTHS": env.whole("RETENTION_FEEDBACK_MONTHS", 0),
        # Where the country's table has an archive (A2.4); 0: none. The written reason for the longer one (A2.5).
        "ARCHIVE_JUSTIFICATION": justification,
        "RETENTION_ARCHIVE_MONTHS": env.whole("RETENTION_ARCHIVE_MONTHS", 72 if justification else 60),
        "BACKUP_DAYS": env.whole("BACKUP_DAYS", 35),
    }


def _database_url(url: str) -> str:
    """SQLAlchemy's form of the address: psycopg 3 is the PostgreSQL driver we ship."""
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


def _firm(env: _Environment) -> dict[str, Any]:
    """The controller's facts, which the privacy notice states (G1, G2)."""
    return {
        "FIRM_NAME": env.text("FIRM_NAME", "Aubrac & Vauquelin"),
        "FIRM_ADDRESS": env.text("FIRM_ADDRESS", "14 rue de la Pépinière, 75008 Paris"),
        "FIRM_EMAIL": env.text("FIRM_EMAIL", "recrutement@example.org"),
        "FIRM_PRIVACY_CONTACT": env.text("FIRM_PRIVACY_CONTACT", "reclamations@example.org"),
        "FIRM_LEGAL_LINE": env.text("FIRM_LEGAL_LINE", ""),
        "FIRM_COUNTRY": env.text("FIRM_COUNTRY", "FR").upper(),
        # An address that a person can write to, as RFC 9116 wants it.
        "SECURITY_CONTACT": env.formed("SECURITY_CONTACT", CONTACT_ADDRESS, "a mailto:, https:// or tel: address"),
    }


def _informing(env: _Environment) -> dict[str, Any]:
    """GDPR, Art. 14(3)(a): who did not come to us is told within a month; an instance may only be quicker (A1.3)."""
    alert, lock = env.whole("INFORM_ALERT_DAYS", 25), env.whole("INFORM_DAYS", LONGEST_INFORM_DAYS)
    if not alert < lock <= LONGEST_INFORM_DAYS:
        message = f"INFORM_DAYS must be at most {LONGEST_INFORM_DAYS}, and INFORM_ALERT_DAYS less than it"
        raise ConfigurationError(message)
    return {"INFORM_ALERT_DAYS": alert, "INFORM_DAYS": lock}


def _limits(env: _Environment) -> dict[str, Any]:
    """Bounds on what one visitor may send; an empty rate lifts that limit."""
    upload = env.whole("MAX_UPLOAD_BYTES", 10 * MEBIBYTE)
    return {
        "MAX_UPLOAD_BYTES": upload,
        # A file far too large is still read, to be refused beside its field and not by a page of its own (R4).
        "MAX_CONTENT_LENGTH": 6 * upload + MEBIBYTE,
        "MAX_FORM_MEMORY_SIZE": MEBIBYTE,
        "MAX_FORM_PARTS": 200,
        # Applications made, and forms sent: a school behind one address mistypes, a program tries (2.4.1).
        "APPLY_RATE": env.rate("APPLY_RATE", "60 per hour"),
        "APPLY_ATTEMPT_RATE": env.rate("APPLY_ATTEMPT_RATE", "600 per hour"),
        "CONTACT_RATE": env.rate("CONTACT_RATE", "10 per hour"),
        "UPLOAD_RATE": env.rate("UPLOAD_RATE", "600 per hour"),
        # Octets: fifty people of one school, behind one address, may each send a heavy CV on one day.
        "UPLOAD_QUOTA": env.rate("UPLOAD_QUOTA", f"{50 * upload} per day"),
        "MAX_STAGED_PER_FORM": env.whole("MAX_STAGED_PER_FORM", 12),
        "LOGIN_RATE": env.rate("LOGIN_RATE", "60 per hour"),
        "RATELIMIT_STORAGE_URI": env.text("RATELIMIT_STORAGE_URI", "memory://"),
        "MIN_FREE_BYTES": env.whole("MIN_FREE_BYTES", 256 * MEBIBYTE),
        "STAGED_UPLOAD_HOURS": env.whole("STAGED_UPLOAD_HOURS", 24),
    }


def _mail(env: _Environment) -> dict[str, Any]:
    """How mail leaves: ``smtp`` when a server is named, else one .eml file a message in DATA_DIR/mail."""
    return {
        "SMTP_HOST": env.text("SMTP_HOST"),
        "SMTP_PORT": env.whole("SMTP_PORT", 587),
        "SMTP_USERNAME": env.text("SMTP_USERNAME"),
        "SMTP_PASSWORD": env.text("SMTP_PASSWORD"),
        "SMTP_STARTTLS": env.flag("SMTP_STARTTLS", default=True),
        # With a name around it no letter would ever leave: the firm's own stands there.
        "MAIL_FROM": env.formed("MAIL_FROM", MAIL_ADDRESS, "an address and nothing else", "recrutement@example.org"),
    }


def _antivirus(env: _Environment) -> dict[str, Any]:
    """Who scans what strangers send."""
    address = "unix:/run/clamav/clamd.ctl"
    return {
        "ANTIVIRUS": env.choice("ANTIVIRUS", "none", ("clamd", "none")),
        "CLAMD_ADDRESS": env.formed("CLAMD_ADDRESS", CLAMD_ADDRESS, "unix:/path or tcp:host:port", address),
        "CLAMD_TIMEOUT": env.positive("CLAMD_TIMEOUT", 30, "seconds"),
    }


def _storage(env: _Environment) -> dict[str, Any]:
    """Where files live: a folder of this machine, or a bucket of an S3-compatible service."""
    settings = {
        "STORAGE": env.choice("STORAGE", "local", ("local", "s3")),
        "S3_ENDPOINT": env.text("S3_ENDPOINT").rstrip("/"),
        "S3_REGION": env.text("S3_REGION", "us-east-1"),
        "S3_BUCKET": env.text("S3_BUCKET"),
        "S3_PREFIX": env.text("S3_PREFIX", "vivier").strip("/"),
        "S3_ACCESS_KEY_ID": env.text("S3_ACCESS_KEY_ID"),
        "S3_SECRET_ACCESS_KEY": env.text("S3_SECRET_ACCESS_KEY"),
    }
    if settings["STORAGE"] == "s3":
        _refuse_bucket(settings)
    return settings


def _refuse_bucket(settings: Mapping[str, str]) -> None:
    """A bucket must be named whole, and reached by TLS wherever it is not on this machine (12.2)."""
    missing = [name for name in S3_NEEDED if not settings[name]]
    if missing:
        message = f"STORAGE=s3 needs {', '.join(missing)}"
        raise ConfigurationError(message)
    address = urlsplit(settings["S3_ENDPOINT"])
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK):
        message = "S3_ENDPOINT must be the https:// address of the service"
        raise ConfigurationError(message)
    if not S3_PREFIX.fullmatch(settings["S3_PREFIX"]):
        message = "S3_PREFIX must be made of letters, digits, dots, hyphens and slashes"
        raise ConfigurationError(message)


def _cookies(*, secure: bool) -> dict[str, Any]:
    """``__Host-`` cookies wherever the site has TLS (3.3.3); a plain name on loopback, where browsers refuse them."""
    return {
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        # A visitor's refusal to be counted, kept as the visitor wants it (A15.2).
        "NO_COUNT_COOKIE_NAME": "__Host-no-count" if secure else "no-count",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 12 * 3600,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        # Behind TLS Flask-WTF would want a Referer, which our own ``no-referrer`` forbids; kit/origin.py asks better.
        "WTF_CSRF_SSL_STRICT": False,
    }


def new_master_key() -> str:
    """A random master key, as MASTER_KEY takes it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(MASTER_KEY_OCTETS)).decode()


def _refuse_unsafe(settings: Mapping[str, Any], env: _Environment) -> None:
    """Names everything that production may not start with, all at once."""
    faults = []
    if settings["SECRET_KEY"] == DEVELOPMENT_SECRET or len(settings["SECRET_KEY"]) < MIN_SECRET:
        faults.append(
            f"SECRET_KEY must be set, at least {MIN_SECRET} characters (for example {secrets.token_urlsafe(32)})"
        )
    if settings["MASTER_KEYS"][0] == _decode(DEVELOPMENT_MASTER_KEY):
        faults.append(f"MASTER_KEY must be set, and kept apart from the database (for example {new_master_key()})")
    if not env.text("ANTIVIRUS"):
        faults.append("ANTIVIRUS must be chosen: clamd, or none to take files without a scan")
    host = urlsplit(settings["PUBLIC_URL"])
    if host.scheme != "https" or not host.netloc:
        faults.append("PUBLIC_URL must be the https:// address that candidates see")
    if not settings["SMTP_HOST"]:
        faults.append("SMTP_HOST must name the mail server")
    stated = ("FIRM_NAME", "FIRM_ADDRESS", "FIRM_EMAIL", "FIRM_PRIVACY_CONTACT")
    faults += [f"{name} must be set: the privacy notice states it" for name in stated if not env.text(name)]
    if settings["MAIL_FROM"] == _mail(_Environment({}))["MAIL_FROM"]:
        faults.append("MAIL_FROM must be the address that mail leaves from")
    if faults:
        raise ConfigurationError("production cannot start:\n- " + "\n- ".join(faults))
