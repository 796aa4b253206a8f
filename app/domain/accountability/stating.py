"""Whoever works for the firm stands in the public notice too: with the change itself, never later (G7, G8)."""

from ...core.actor import Actor
from ...extensions import db
from ..firm.actions import state_processors
from ..firm.queries import current_firm
from .naming import processor_words
from .queries import list_active_processors


def is_stated() -> bool:
    """Whether the notice names those who are at work today, and nobody else."""
    return current_firm().processors == processor_words(list_active_processors())


def state(*, actor: Actor) -> None:
    """Has the notice name them; nothing happens where it does."""
    db.session.flush()
    if not is_stated():
        state_processors(actor=actor, words=processor_words(list_active_processors()))
