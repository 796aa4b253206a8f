"""The five ways in which a room says no. Each carries words for the person; doors translate them into pages."""

from collections.abc import Mapping
from typing import Any


class RoomError(Exception):
    """A room's refusal, with a sentence for the person in front of the screen; the page has one of its own."""

    def __init__(self, message: object = "") -> None:
        super().__init__(message)
        self.message = message


class Invalid(RoomError):  # noqa: N818  the names of design.md, read as adjectives: raise Invalid
    """What was typed cannot be taken. ``fields`` maps a field's name to its own sentence."""

    def __init__(self, message: object, fields: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class Missing(RoomError):  # noqa: N818
    """There is no such thing, or not for this actor: the two are told in the same words (B3.2)."""


class Refused(RoomError):  # noqa: N818
    """The thing exists and is visible, and the rule forbids the act."""


class Restricted(RoomError):  # noqa: N818
    """The thing exists and would be visible, were it not set apart (Art. 18)."""


class Conflict(RoomError):  # noqa: N818
    """Somebody else changed it first (R6). ``current`` is the state that won."""

    def __init__(self, message: object, current: Any = None) -> None:  # noqa: ANN401  each room's own shape
        super().__init__(message)
        self.current = current
