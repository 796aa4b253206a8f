"""Signed, hashed and derived tokens. Every one is bound to a purpose, so that none can stand in for another."""

import hashlib
import hmac
import secrets
from base64 import b32encode
from functools import lru_cache
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from .errors import Missing


def sign(purpose: str, payload: object) -> str:
    """A URL-safe token that carries ``payload`` (JSON) and the time of signing."""
    return _serializer(purpose).dumps(payload)


def read(purpose: str, token: str, *, max_age_seconds: int) -> Any:  # noqa: ANN401  whatever JSON was signed
    """The payload of a token. Raises Missing when it is forged, for another purpose, or too old."""
    try:
        return _serializer(purpose).loads(token, max_age=max_age_seconds)
    except BadSignature:
        raise Missing("") from None


def random_token() -> str:
    """256 random bits, URL-safe (ASVS 11.5.1 asks for 128)."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def derive(purpose: str, *parts: str) -> str:
    """A keyed digest of ``parts``, the same each time on this instance, meaningless elsewhere; hexadecimal."""
    return _mac(purpose, *parts).hex()


def derive_code(purpose: str, *parts: str) -> str:
    """Ten characters that a person can read out (50 bits): ``ABCDE-FGHIJ``."""
    code = b32encode(_mac(purpose, *parts))[:10].decode()
    return f"{code[:5]}-{code[5:]}"


def same(one: str, other: str) -> bool:
    """Compares two secrets in constant time (B6.8)."""
    return hmac.compare_digest(one.encode(), other.encode())


def _mac(purpose: str, *parts: str) -> bytes:
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, "\x1f".join((purpose, *parts)).encode(), hashlib.sha256).digest()


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return _serializer_of(current_app.config["SECRET_KEY"], purpose)


@lru_cache(maxsize=200)
def _serializer_of(secret: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=f"vivier.{purpose}")
