"""The door itself."""

from ..kit.door import Door

door = Door("account", __name__, url_prefix="/staff")
