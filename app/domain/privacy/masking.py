"""Other people in what was written about one: their names and addresses are not the person's to have (A8.2)."""

import re
from uuid import UUID

from sqlalchemy import select

from ...core.text import fold
from ...extensions import db
from ..applications.models import Application
from ..firm.queries import current_firm
from ..people.models import Candidate
from ..policy.texts import Text
from .passages import list_passages

MASK = "█████"
ANOTHER = Text("Nomme un autre candidat.", "Names another candidate.")
ADDRESS = Text("Adresse d’une autre personne.", "An address of somebody else.")
LONGEST_NAME = 5
_WORD = re.compile(r"\w(?:[\w'’-]*\w)?")
_ADDRESS = re.compile(r"[^\s@<>(),;:\"]+@[\w.-]+\.\w+")


class Masker:
    """Masks, in free text about one candidate, other candidates' names, others' addresses, and what the desk marked."""

    def __init__(self, candidate_id: UUID) -> None:
        self._candidate_id = candidate_id
        own = db.session.scalar(select(Candidate.email_key).where(Candidate.id == candidate_id)) or ""
        firm = current_firm()
        self._marked = [(re.escape(each.words), Text(each.reason, each.reason)) for each in list_passages(candidate_id)]
        self._own = {own, firm.email.lower(), firm.privacy_contact.lower()}

    def mask(self, text: str) -> tuple[str, list[Text]]:
        """The text without them, and one reason for each thing that was masked."""
        reasons: list[Text] = []
        spans = [(start, end, ANOTHER) for start, end in self._names(text)]
        spans += [
            (found.start(), found.end(), ADDRESS)
            for found in _ADDRESS.finditer(text)
            if found.group().lower().rstrip(".") not in self._own
        ]
        spans += [(*found.span(), why) for words, why in self._marked for found in re.finditer(words, text)]
        masked, at = [], 0
        for start, end, reason in sorted(spans, key=lambda span: (span[0], -span[1])):
            # What begins within another one is masked with it, to its own end.
            if start >= at:
                masked += [text[at:start], MASK]
                reasons.append(reason)
            at = max(at, end)
        return "".join([*masked, text[at:]]), reasons

    def _names(self, text: str) -> list[tuple[int, int]]:
        """Where runs of two to five words are the whole name of somebody else who applied."""
        words = list(_WORD.finditer(text))
        runs: dict[str, list[tuple[int, int]]] = {}
        for first in range(len(words)):
            for last in range(first + 1, min(first + LONGEST_NAME, len(words))):
                start, end = words[first].start(), words[last].end()
                if "\n" not in text[start:end]:
                    runs.setdefault(fold(text[start:end]), []).append((start, end))
        names = self._known(list(runs))
        return [span for name in names for span in runs[name]]

    def _known(self, folded: list[str]) -> set[str]:
        """Those that are the name of another candidate, and not also of this one."""
        found: dict[str, set[UUID]] = {}
        for at in range(0, len(folded), 500):
            rows = select(Application.name_key, Application.candidate_id).where(
                Application.name_key.in_(folded[at : at + 500])
            )
            for name, candidate_id in db.session.execute(rows.distinct()):
                found.setdefault(name, set()).add(candidate_id)
        return {name for name, candidates in found.items() if self._candidate_id not in candidates}
