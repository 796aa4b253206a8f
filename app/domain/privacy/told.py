"""What the copy tells beside the rows, so that they say something: the words agreed to, who acted in which capacity.

A row keeps a fingerprint or an id; a person has a right to what it stands for (A8.1).
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ...core.actor import ActorKind
from ...extensions import db
from ..disclosures.models import Disclosure
from ..firm.models import Notice
from ..firm.notices import find_notice, text_of
from ..people.models import Account
from ..policy.texts import Text

Row = Mapping[str, Any]

# table -> name -> what it is. Of the same standing as the columns: in data.json, in its schema, on the page.
TOLD: Mapping[str, Mapping[str, Text]] = {
    "audit_events": {
        "actor_role": Text("En quelle qualité a agi un membre de l’équipe", "As what a member of the team acted")
    },
    "messages": {"written_by": Text("De qui est le message", "Whose message it is")},
    "consents": {"words": Text("Les mots mêmes de l’accord", "The very words of the consent")},
}


def tell(candidate_id: UUID | None) -> Mapping[str, Callable[[Row], dict[str, str | None]]]:
    """How to complete a row of each table that has something to complete."""
    asked = _by_fingerprint(candidate_id)
    roles = {row.id: row.role.value for row in db.session.execute(select(Account.id, Account.role))}
    return {
        "audit_events": lambda row: {"actor_role": roles.get(row["actor_id"])},
        "messages": lambda row: {"written_by": (ActorKind.STAFF if row["account_id"] else ActorKind.CANDIDATE).value},
        "consents": lambda row: {"words": asked.get(row["text_hash"]) or _noticed(row)},
    }


def _by_fingerprint(candidate_id: UUID | None) -> dict[str, str]:
    """What the person was asked to consent to, one recipient at a time."""
    theirs = select(Disclosure.asked_words).where(
        Disclosure.candidate_id == candidate_id, Disclosure.asked_words.is_not(None)
    )
    return {_fingerprint(words): words for words in db.session.scalars(theirs) if words is not None}


def _noticed(row: Row) -> str | None:
    """The words beside the box in the version of the notice that was shown; None for a consent from before versions."""
    notice = find_notice(row["notice_hash"] or "")
    return next((words for words in _consents_of(notice) if _fingerprint(words) == row["text_hash"]), None)


def _consents_of(notice: Notice | None) -> list[str]:
    return [] if notice is None else [text_of(notice, locale).consent for locale in ("fr", "en")]


def _fingerprint(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
