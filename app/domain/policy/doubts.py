"""Words to read again before they are kept: what an ad (A4.6) or a note about somebody (A5.1) should not turn on.

A list of words finds them; a person decides. Nothing is refused for good, since no list knows what a sentence means.
"""

from collections.abc import Iterable
from enum import StrEnum

from .texts import Text


class Doubt(StrEnum):
    """What the words seem to be about: the grounds of the Labour Code, L.1132-1, and plain insult."""

    AGE = "age"
    APPEARANCE = "appearance"
    BELIEFS = "beliefs"
    FAMILY = "family"
    HEALTH = "health"
    INSULT = "insult"
    MEANS = "means"
    ORIGIN = "origin"
    RESIDENCE = "residence"
    SEX = "sex"


_NAMES: dict[Doubt, Text] = {
    Doubt.AGE: Text("âge", "age"),
    Doubt.APPEARANCE: Text("apparence", "appearance"),
    Doubt.BELIEFS: Text("convictions", "beliefs"),
    Doubt.FAMILY: Text("famille", "family"),
    Doubt.HEALTH: Text("santé", "health"),
    Doubt.INSULT: Text("jugement blessant", "hurtful judgement"),
    Doubt.MEANS: Text("argent, justice", "money, justice"),
    Doubt.ORIGIN: Text("origine", "origin"),
    Doubt.RESIDENCE: Text("lieu de vie", "where people live"),
    Doubt.SEX: Text("sexe, vie intime", "sex, intimate life"),
}
_QUOTED = Text("«\u202f{words}\u202f» ({name})", "“{words}” ({name})")
_SHOWN = 6


def quote(passages: Iterable[tuple[str, Doubt]]) -> Text:
    """The first six passages, (words, doubt), between quotation marks; an ellipsis stands for the others."""
    quoted = [_QUOTED.filled(words=words, name=_NAMES[doubt]) for words, doubt in passages]
    rest = ["…"] * (len(quoted) > _SHOWN)
    return Text(
        ", ".join([*(each.fr for each in quoted[:_SHOWN]), *rest]),
        ", ".join([*(each.en for each in quoted[:_SHOWN]), *rest]),
    )
