"""The door itself."""

from ..kit.door import Door

door = Door("admin", __name__, url_prefix="/staff/admin")
probes = Door("probes", __name__)
