"""Settings: typed, defaulted for development, and refused where production would be unsafe (rule 17)."""

from pathlib import Path
from typing import Any

import pytest

import config
from app import create_app

PRODUCTION = {
    "VIVIER_ENV": "production",
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "PUBLIC_URL": "https://carrieres.example.org/",
    "SMTP_HOST": "mail.example.org",
    "MAIL_FROM": "talents@example.org",
    "FIRM_NAME": "Exemple & Associés",
    "FIRM_ADDRESS": "1 rue de l’Exemple, 75001 Paris",
    "FIRM_EMAIL": "talents@example.org",
    "FIRM_PRIVACY_CONTACT": "donnees@example.org",
}


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
    assert len(str(refusal.value).splitlines()) == 1 + 8


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
    ],
)
def test_a_malformed_value_is_named(changes: dict[str, str]) -> None:
    with pytest.raises(config.ConfigurationError) as refusal:
        load(**changes)
    assert next(iter(changes)) in str(refusal.value)


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
