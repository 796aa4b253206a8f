"""Who is erased is no longer named in what the team noted about others of the same job (C5.3).

What the archive keeps of others stays as it was written: it is evidence, and whoever takes a copy of it has it masked.
"""

from collections.abc import Iterable
from itertools import chain
from uuid import UUID

from sqlalchemy import delete, select, update

from ...core.rows import read_rows
from ...core.text import fold
from ...extensions import db
from ..applications.models import Application, Note
from .masking import ERASED, MASK, Words, cover, find_names, find_surnames, surnames_of, words_of_key
from .models import Passage


def forget_mentions(application_id: UUID) -> None:
    """Puts the mask in the place of the person's name, whole or as a surname behind a civility.

    A name that somebody else of the job bears as well stays: there is no telling whose it is.
    """
    its = Application.name_key, Application.job_id, Application.candidate_id
    name_key, job_id, candidate_id = read_rows(select(*its).where(Application.id == application_id)).one()
    name = words_of_key(name_key)
    if len(name) < 2:
        return
    of_others = (Application.job_id == job_id, Application.candidate_id != candidate_id)
    notes = read_rows(
        select(Note.id, Note.body, Application.candidate_id).join_from(Note, Application).where(*of_others)
    )
    # The name stands whole in hardly any: to look closely at each word of all would take long.
    surnames = surnames_of(name)
    naming = [note for note in notes if _is_any_in(fold(note.body), surnames)]
    if not naming:
        return
    there = select(Application.name_key).where(Application.job_id == job_id, Application.id != application_id)
    mention = _Mention(name, map(words_of_key, read_rows(there).scalars()))
    for note in naming:
        body = mention.masked(note.body)
        if body != note.body:
            db.session.execute(update(Note).where(Note.id == note.id).values(body=body))
    for person_id in {note.candidate_id for note in naming}:
        _forget_in_passages(person_id, mention)


def _is_any_in(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


class _Mention:
    """The name of one person, as far as it is nobody else's."""

    def __init__(self, name: Words, names_of_others: Iterable[Words]) -> None:
        others = set(names_of_others)
        self._names = {tuple(sorted(name))} - {tuple(sorted(each)) for each in others}
        self._surnames = set(surnames_of(name)) - set(chain.from_iterable(map(surnames_of, others)))

    def masked(self, text: str) -> str:
        places = chain(find_names(text, self._names), find_surnames(text, self._surnames))
        return cover(text, [(*place, ERASED) for place in places])[0]


def _forget_in_passages(candidate_id: UUID, mention: _Mention) -> None:
    """What the desk has marked in a copy holds the name as well, and has to go on meeting the text."""
    columns = Passage.id, Passage.words, Passage.reason
    marked = read_rows(select(*columns).where(Passage.candidate_id == candidate_id)).all()
    told = {each.words for each in marked} | {MASK}
    for each in marked:
        here, words = Passage.id == each.id, mention.masked(each.words)
        if words != each.words and words in told:
            db.session.execute(delete(Passage).where(here))
        else:
            told.add(words)
            changed = {"words": words, "reason": mention.masked(each.reason)}
            db.session.execute(update(Passage).where(here).values(changed))
