"""The door itself."""

from ..kit.door import Door

door = Door("recruiting", __name__, url_prefix="/staff")
