"""The bare Flask extension objects; the factory binds them to an application."""

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any

from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from flask_wtf import CSRFProtect
from sqlalchemy import Connection, Engine

# The engine of what only reads, where it has one of its own (core/db.py).
READING = "reading"


class Session(FlaskSession):
    """One database, and perhaps two engines to it: ``info["engine"]`` says which the running transaction takes."""

    def get_bind(self, *_asked: Any, bind: Engine | Connection | None = None, **_more: Any) -> Engine | Connection:  # noqa: ANN401  what a session of many databases would have to look at
        """The engine."""
        return bind or self._db.engines[self.info.get("engine")]


db = SQLAlchemy(session_options={"expire_on_commit": False, "class_": Session})
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()
compress = Compress()


def network() -> str:
    """Whose requests count together: an IPv4 address, or the /64 of an IPv6 one, all of which one household has."""
    said = _without_port(get_remote_address())
    try:
        address = ip_address(said)
    except ValueError:
        return said
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False))


def _without_port(said: str) -> str:
    """Some proxies (Azure's gateway, IIS) add to the address the port that the visitor asked from, which changes."""
    if said.startswith("["):
        return said[1:].partition("]")[0]
    return said.partition(":")[0] if said.count(":") == 1 else said


limiter = Limiter(key_func=network)
