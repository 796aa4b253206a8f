"""The door itself."""

from ..kit.door import Door

door = Door("privacy_desk", __name__, url_prefix="/staff/privacy")
