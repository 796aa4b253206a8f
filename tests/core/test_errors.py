"""The four ways to say no."""

import pytest

from app.core.errors import Conflict, Invalid, Missing, Refused, RoomError


@pytest.mark.parametrize("kind", [Invalid, Missing, Refused, Conflict])
def test_each_carries_words_for_the_person_and_is_told_from_a_fault(kind: type[RoomError]) -> None:
    error = kind("sentence")
    assert (error.message, str(error)) == ("sentence", "sentence")
    assert isinstance(error, RoomError)


def test_invalid_names_its_fields() -> None:
    fields = {"name": "Please give a name."}
    error = Invalid("sentence", fields)
    fields.clear()
    assert error.fields == {"name": "Please give a name."}
    assert Invalid("sentence").fields == {}


def test_conflict_says_what_won() -> None:
    """R6."""
    assert Conflict("sentence", current="new").current == "new"


def test_what_is_missing_needs_no_words_of_its_own() -> None:
    """B3.2: the page says the same for all."""
    assert Missing().message == ""
