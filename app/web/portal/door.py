"""The door itself."""

from ..kit.door import Door

door = Door("portal", __name__, url_prefix="/me")
