"""Settings: typed, defaulted for development, and refused where production would be unsafe (rule 17)."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import config
from app import create_app
from tests.processes import UNMEASURED

PRODUCTION = {
    "VIVIER_ENV": "production",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "PUBLIC_URL": "https://carrieres.example.org/",
    "ANTIVIRUS": "clamd",
    "MASTER_KEY": config.new_master_key(),
    "SMTP_HOST": "mail.example.org",
    "MAIL_FROM": "talents@example.org",
    "FIRM_NAME": "Exemple & Associés",
    "FIRM_ADDRESS": "1 rue de l’Exemple, 75001 Paris",
    "FIRM_EMAIL": "talents@example.org",
    "FIRM_PRIVACY_CONTACT": "donnees@example.org",
}

pytestmark = pytest.mark.once


def load(**changes: str | None) -> dict[str, Any]:
    return config.load({name: value for name, value in {**PRODUCTION, **changes}.items() if value is not None})


def test_a_whole_production_environment_starts() -> None:
    settings = load()
    assert settings["PUBLIC_URL"] == "https://carrieres.example.org"
    assert settings["SESSION_COOKIE_NAME"] == "__Host-session"
    assert (settings["SESSION_COOKIE_SECURE"], settings["SESSION_COOKIE_HTTPONLY"]) == (True, True)
    assert settings["SECOND_FACTOR_REQUIRED"] is True
    assert settings["LOG_FORMAT"] == "json"
    assert settings["TESTING"] is False


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": config.DEVELOPMENT_SECRET}, "SECRET_KEY"),
        ({"SECRET_KEY": "x" * 31}, "SECRET_KEY"),
        ({"ANTIVIRUS": None}, "ANTIVIRUS"),
        ({"ANTIVIRUS": ""}, "ANTIVIRUS"),
        ({"MASTER_KEY": None}, "MASTER_KEY"),
        ({"MASTER_KEY": config.DEVELOPMENT_MASTER_KEY}, "MASTER_KEY"),
        ({"PUBLIC_URL": None}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://carrieres.example.org"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "carrieres.example.org"}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "https://"}, "PUBLIC_URL"),
        ({"SMTP_HOST": None}, "SMTP_HOST"),
        ({"MAIL_FROM": None}, "MAIL_FROM"),
        *(({name: None}, name) for name in ("FIRM_NAME", "FIRM_ADDRESS", "FIRM_EMAIL", "FIRM_PRIVACY_CONTACT")),
    ],
)
def test_production_refuses_what_is_missing_or_a_default(changes: dict[str, str | None], named: str) -> None:
    """6.3.2 in spirit, G1 and G2: no default secret, no address in clear, no invented firm."""
    with pytest.raises(config.ConfigurationError) as refusal:
        load(**changes)
    assert [line[2:].split()[0] for line in str(refusal.value).splitlines()[1:]] == [named]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(config.ConfigurationError) as refusal:
        config.load({"VIVIER_ENV": "production"})
    assert len(str(refusal.value).splitlines()) == 1 + 10


def test_the_secret_that_was_refused_is_not_repeated() -> None:
    with pytest.raises(config.ConfigurationError) as refusal:
        load(SECRET_KEY="too-short-but-secret")
    assert "too-short-but-secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"VIVIER_ENV": "prod"},
        {"PORT": "http"},
        {"PORT": "-1"},
        {"MAX_UPLOAD_BYTES": "10 MB"},
        {"SECOND_FACTOR_REQUIRED": "maybe"},
        {"LOCALE": "de"},
        {"TIMEZONE": "Paris"},
        {"LOGIN_RATE": "many"},
        {"APPLY_RATE": "10 per fortnight"},
        {"ANTIVIRUS": "yes"},
        {"CLAMD_ADDRESS": "/run/clamav/clamd.ctl"},
        {"CLAMD_ADDRESS": "unix:clamd.ctl"},
        {"CLAMD_ADDRESS": "tcp:scanner"},
        {"CLAMD_ADDRESS": "tcp:scanner:many"},
        {"CLAMD_ADDRESS": "tcp:::1:3310"},
        {"CLAMD_TIMEOUT": "0"},
        {"CLAMD_TIMEOUT": "half a minute"},
        {"STORAGE": "disk"},
        {"ALERT_FILES_PER_HOUR": "sixty"},
        # A night that no hour of the day begins, a port that no machine has, a form that keeps nothing for anybody.
        {"RETENTION_HOUR": "24"},
        {"PORT": "0"},
        {"PORT": "70000"},
        {"SMTP_PORT": "70000"},
        {"CLAMD_ADDRESS": "tcp:scanner:70000"},
        {"STAGED_UPLOAD_HOURS": "0"},
        {"MAX_UPLOAD_BYTES": "0"},
        {"TIMEZONE": "Europe"},
        {"DATABASE_URL": "vivier.db"},
        {"DATABASE_URL": "mysql://host/vivier"},
        # Every letter would fail while it is written, and none would ever be given up.
        {"MAIL_FROM": "talents"},
        {"MAIL_FROM": "talents@"},
        {"MAIL_FROM": "ta..lents@example.org"},
        {"MAIL_FROM": "Talents <talents@example.org>"},
        {"MAIL_FROM": "talents@example.org, other@example.org"},
    ],
)
def test_a_malformed_value_is_named(changes: dict[str, str]) -> None:
    with pytest.raises(config.ConfigurationError) as refusal:
        load(**changes)
    assert next(iter(changes)) in str(refusal.value)


BUCKET = {
    "STORAGE": "s3",
    "S3_ENDPOINT": "https://s3.example.org/",
    "S3_BUCKET": "candidates",
    "S3_ACCESS_KEY_ID": "vivier",
    "S3_SECRET_ACCESS_KEY": "invented-secret",
}


@pytest.mark.parametrize("mode", ["development", "testing", "production"])
@pytest.mark.parametrize("name", ["S3_ENDPOINT", "S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"])
def test_a_bucket_is_named_whole_in_any_mode(name: str, mode: str) -> None:
    with pytest.raises(config.ConfigurationError) as refusal:
        load(**{**BUCKET, "VIVIER_ENV": mode, name: None})
    assert str(refusal.value) == f"STORAGE=s3 needs {name}"


def test_a_bucket_takes_its_settings() -> None:
    settings = load(**BUCKET, S3_PREFIX="/firm/files/", S3_REGION="eu-west-3")
    assert {name: value for name, value in settings.items() if name.startswith("S3_")} == {
        "S3_ENDPOINT": "https://s3.example.org",
        "S3_REGION": "eu-west-3",
        "S3_BUCKET": "candidates",
        "S3_PREFIX": "firm/files",
        "S3_ACCESS_KEY_ID": "vivier",
        "S3_SECRET_ACCESS_KEY": "invented-secret",
    }
    assert load()["STORAGE"] == "local"


@pytest.mark.parametrize(
    "changes",
    [
        {"S3_ENDPOINT": "http://s3.example.org"},
        {"S3_ENDPOINT": "http://127.0.0.1.example.org"},
        {"S3_ENDPOINT": "s3.example.org"},
        {"S3_ENDPOINT": "https://"},
        {"S3_PREFIX": "../files"},
        {"S3_PREFIX": "firm//files"},
        {"S3_PREFIX": "candidats reçus"},
    ],
)
def test_a_bucket_elsewhere_is_reached_by_tls_under_a_plain_name(changes: dict[str, str]) -> None:
    """12.2: no file and no key in clear, unless the service is on this machine."""
    with pytest.raises(config.ConfigurationError) as refusal:
        load(**{**BUCKET, **changes})
    assert next(iter(changes)) in str(refusal.value)
    assert "invented-secret" not in str(refusal.value)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"])
def test_a_service_on_this_machine_needs_no_tls(endpoint: str) -> None:
    assert load(**{**BUCKET, "S3_ENDPOINT": endpoint})["S3_ENDPOINT"] == endpoint


@pytest.mark.parametrize("address", ["unix:/run/clamav/clamd.ctl", "tcp:scanner.example.org:3310", "tcp:[::1]:3310"])
def test_the_scanner_may_be_on_this_machine_or_another(address: str) -> None:
    settings = load(CLAMD_ADDRESS=address, CLAMD_TIMEOUT="5")
    assert (settings["ANTIVIRUS"], settings["CLAMD_ADDRESS"], settings["CLAMD_TIMEOUT"]) == ("clamd", address, 5)


def test_production_may_do_without_a_scanner_only_by_saying_so() -> None:
    assert load(ANTIVIRUS="none")["ANTIVIRUS"] == "none"
    assert config.load({})["ANTIVIRUS"] == "none"


def test_development_needs_nothing(tmp_path: Path) -> None:
    settings = config.load({"DATA_DIR": str(tmp_path)})
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'vivier.db'}"
    assert settings["UPLOADS_DIR"] == tmp_path / "uploads"
    assert settings["PUBLIC_URL"] == "http://127.0.0.1:8000"
    assert (settings["SECOND_FACTOR_REQUIRED"], settings["SESSION_COOKIE_NAME"]) == (False, "session")
    assert settings["MAX_UPLOAD_BYTES"] == 10 * 1024 * 1024


def test_port_and_folder_are_honoured() -> None:
    settings = config.load({"PORT": "9001"})
    assert settings["PUBLIC_URL"] == "http://127.0.0.1:9001"
    assert settings["UPLOADS_DIR"] == config.ROOT / "uploads"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_is_spoken_by_the_driver_we_ship(scheme: str) -> None:
    settings = load(DATABASE_URL=f"{scheme}://user@host/vivier")
    assert settings["SQLALCHEMY_DATABASE_URI"] == "postgresql+psycopg://user@host/vivier"


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("Yes", True), ("ON", True), ("0", False), ("no", False)])
def test_a_flag_may_be_written_in_several_ways(raw: str, *, value: bool) -> None:
    assert load(SMTP_STARTTLS=raw)["SMTP_STARTTLS"] is value


def test_an_empty_rate_lifts_its_limit() -> None:
    settings = load(LOGIN_RATE="", APPLY_RATE=" ")
    assert (settings["LOGIN_RATE"], settings["APPLY_RATE"]) == ("", "")


def test_unusual_volume_is_watched_for_unless_it_is_switched_off() -> None:
    """A13.4."""
    limits = [config.load({"ALERT_FILES_PER_HOUR": raw})["ALERT_FILES_PER_HOUR"] for raw in ("", "40", "0")]
    assert limits == [60, 40, 0]


def test_clock_of_a_breach_may_be_longer_and_never_nothing() -> None:
    """A12.2."""
    assert config.load({})["BREACH_HOURS"] == 72
    assert config.load({"BREACH_HOURS": "96"})["BREACH_HOURS"] == 96
    with pytest.raises(config.ConfigurationError, match="BREACH_HOURS"):
        config.load({"BREACH_HOURS": "0"})


def test_production_may_not_do_without_the_second_factor_by_accident() -> None:
    """6.3.3: it takes a written setting to switch it off."""
    assert load()["SECOND_FACTOR_REQUIRED"] is True
    assert load(SECOND_FACTOR_REQUIRED="0")["SECOND_FACTOR_REQUIRED"] is False


def test_an_unsafe_production_does_not_become_an_application(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PRODUCTION:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VIVIER_ENV", "production")
    with pytest.raises(config.ConfigurationError):
        create_app()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"TIMEZONE": "Paris"},
            ["Vivier does not start: TIMEZONE must be a time zone such as Europe/Paris, not 'Paris'"],
        ),
        (
            {**PRODUCTION, "SMTP_HOST": ""},
            ["Vivier does not start: production cannot start:", "- SMTP_HOST must name the mail server"],
        ),
        (
            {"DATA_DIR": "/dev/null/data"},
            ["Vivier does not start: DATA_DIR: the folder /dev/null/data cannot be made: Not a directory"],
        ),
    ],
)
def test_refusal_is_told_in_its_own_words_and_nothing_else(
    tmp_path: Path, changes: dict[str, str], told: list[str]
) -> None:
    """Rule 17: the operator reads which setting, and not thirty lines of Python; gunicorn gives up on that code."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "accounts", "list"],
        cwd=config.ROOT,
        env={**UNMEASURED, "DATA_DIR": str(tmp_path), "VIVIER_ENV": "development", **changes},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stderr.splitlines(), done.returncode) == (told, 3)


def test_store_of_the_limits_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Rule 17."""
    with pytest.raises(config.ConfigurationError, match=r"^RATELIMIT_STORAGE_URI: "):
        create_app({"DATA_DIR": tmp_path, "UPLOADS_DIR": tmp_path / "uploads", "RATELIMIT_STORAGE_URI": "nowhere://"})


@pytest.mark.parametrize(
    "address", ["", "mailto:securite@example.org", "https://example.org/securite", "tel:+33100000000"]
)
def test_a_weakness_is_told_to_an_address(address: str) -> None:
    """RFC 9116."""
    assert load(SECURITY_CONTACT=address)["SECURITY_CONTACT"] == address


@pytest.mark.parametrize("address", ["securite@example.org", "http://example.org", "mailto:a\nExpires: never"])
def test_what_is_no_address_for_it_is_refused(address: str) -> None:
    with pytest.raises(config.ConfigurationError, match="SECURITY_CONTACT"):
        load(SECURITY_CONTACT=address)


def test_who_did_not_apply_is_told_within_a_month_or_sooner() -> None:
    """GDPR, Art. 14(3)(a): the settings may only shorten it (A1.3)."""
    assert (load()["INFORM_ALERT_DAYS"], load()["INFORM_DAYS"]) == (25, 30)
    assert load(INFORM_ALERT_DAYS="5", INFORM_DAYS="10")["INFORM_DAYS"] == 10
    for days in ({"INFORM_DAYS": "31"}, {"INFORM_DAYS": "25"}, {"INFORM_ALERT_DAYS": "30"}):
        with pytest.raises(config.ConfigurationError, match="INFORM_DAYS"):
            load(**days)


def _settings_read() -> set[str]:
    """Every name that config.py asks the environment for."""
    calls = [node for node in ast.walk(ast.parse(Path(config.__file__).read_text())) if isinstance(node, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_setting_is_told_and_every_told_setting_is_read() -> None:
    """Rule 14."""
    page = (config.ROOT / "docs" / "operations.md").read_text()
    rows = re.findall(r"^\| (`[A-Z][^|]*) \|", page, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]+)`", row)}
    assert told == _settings_read()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("RETENTION_FEEDBACK_MONTHS", 99),
        ("RETENTION_POOL_MONTHS", 25),
        ("RETENTION_ARCHIVE_MONTHS", 99),
        ("RETENTION_ARCHIVE_MONTHS", 10**11),
        ("BACKUP_DAYS", 0),
    ],
)
def test_a_period_that_may_not_be_stops_the_start(tmp_path: Path, setting: str, value: int) -> None:
    """R17, A2.11: with the name of the setting, and before anything is served."""
    with pytest.raises(config.ConfigurationError, match=f"^this instance cannot start: {setting}: "):
        create_app({"DATA_DIR": tmp_path, "UPLOADS_DIR": tmp_path / "uploads", setting: value})
