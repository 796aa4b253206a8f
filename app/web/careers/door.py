"""The door itself."""

from ..kit.door import Door

door = Door("careers", __name__)
