"""Who is erased is not named any more in what was noted of others for the same job (C5.3, A8.2)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.clock import now
from app.core.db import reading, transaction
from app.domain.applications.models import Note
from app.domain.privacy.masking import MASK, Masker
from app.domain.privacy.models import Passage
from app.domain.privacy.own import erase_candidate
from app.domain.privacy.passages import list_passages
from app.extensions import db as database
from tests.factories import AccountFactory, ApplicationFactory, JobFactory, NoteFactory


class Desk:
    """A job for which Paul Martin applied, and somebody else about whom a note was written."""

    def __init__(self, name: str = "Camille Durand") -> None:
        self.job = JobFactory()
        self.gone = ApplicationFactory(name="Paul Lefèvre-Martin", job=self.job)
        self.stays = ApplicationFactory(name=name, job=self.job)

    def note(self, body: str, application: Any = None) -> Any:
        """What is left of ``body`` once Paul Martin is erased."""
        of = application or self.stays
        note = NoteFactory(application_id=of.id, account_id=AccountFactory().id, body=body)
        with transaction():
            erase_candidate(actor=SYSTEM, candidate_id=self.gone.candidate_id)
        return database.session.scalar(select(Note.body).where(Note.id == note.id))


@pytest.mark.promise("C5.3")
@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Mieux que Paul Lefèvre-Martin.", f"Mieux que {MASK}."),
        ("Mieux que LEFEVRE MARTIN, Paul", f"Mieux que {MASK}"),
        ("Comme M. Martin, en mieux. M. Martin est là.", f"Comme M. {MASK}, en mieux. M. {MASK} est là."),
        ("M. Martin Lefèvre Paul Martin Lefèvre, oui", f"M. {MASK}, oui"),
        ("M. Martinez et Paul, un martin-pêcheur", "M. Martinez et Paul, un martin-pêcheur"),
    ],
)
def test_the_name_goes_in_whatever_form_and_nothing_else(db: Any, written: str, left: str) -> None:
    assert Desk().note(written) == left


def test_who_bears_the_name_as_well_keeps_it(db: Any) -> None:
    """There is no telling whose it is, and about whom a note speaks keeps their own."""
    assert Desk("Anne Martin").note("Mme Martin a convaincu, plus que Paul Lefèvre-Martin.") == (
        f"Mme Martin a convaincu, plus que {MASK}."
    )
    assert Desk("Martin Paul Lefevre").note("Paul Lefèvre-Martin a convaincu.") == "Paul Lefèvre-Martin a convaincu."


def test_another_job_is_not_looked_through_and_a_name_of_one_word_is_a_word(db: Any) -> None:
    desk = Desk()
    elsewhere = ApplicationFactory(name="Inès Moreau")
    assert desk.note("Paul Lefèvre-Martin", elsewhere) == "Paul Lefèvre-Martin"
    alone = Desk()
    alone.gone.name_key = "martin"
    database.session.commit()
    assert alone.note("M. Martin") == "M. Martin"


def test_a_name_of_two_words_goes_though_another_job_has_one_of_them_too(db: Any) -> None:
    desk = Desk()
    desk.gone.name_key = "paul martin"
    ApplicationFactory(name="Martin Durand")
    assert desk.note("Paul Martin ? M. Martin.") == f"{MASK} ? M. {MASK}."


def test_each_note_and_each_mark_keeps_its_own_words(db: Any) -> None:
    """A8.2: what the desk has marked goes on meeting the text, here and in what is not looked through."""
    desk, marker = Desk(), AccountFactory().id
    other, elsewhere = ApplicationFactory(name="Anne Petit", job=desk.job), ApplicationFactory(name="Luc Roux")
    friend = "ami de Paul Lefèvre-Martin"
    marks = {
        desk.stays: [friend, "M. Martin", "M. Paul", "Paul Lefèvre-Martin", "dit Luc"],
        other: ["Luc"],
        elsewhere: [friend],
    }
    for application, words in marks.items():
        for number, each in enumerate(words):
            of = {"candidate_id": application.candidate_id, "made_at": now() + timedelta(seconds=number)}
            db.session.add(Passage(words=each, reason="Nomme M. Martin.", made_by=marker, **of))
    bodies = {other: "M. Martin, en moins bien", elsewhere: f"Un {friend}"}
    for application, body in bodies.items():
        NoteFactory(application_id=application.id, account_id=marker, body=body)
    people = [application.candidate_id for application in marks]
    assert desk.note(f"Un {friend}, dit Luc") == f"Un ami de {MASK}, dit Luc"
    assert set(db.session.scalars(select(Note.body))) == {
        f"Un ami de {MASK}, dit Luc",
        f"M. {MASK}, en moins bien",
        f"Un {friend}",
    }
    with reading():
        kept = [[(each.words, each.reason) for each in list_passages(person_id)] for person_id in people]
        masked = [Masker(person_id).mask(f"Un {friend}")[0] for person_id in people[2:]]
        assert Masker(people[0]).mask(f"Un ami de {MASK}, dit Luc")[0] == f"Un {MASK}, {MASK}"
    assert kept == [
        [(words, f"Nomme M. {MASK}.") for words in (f"ami de {MASK}", f"M. {MASK}", "dit Luc")],
        [("Luc", f"Nomme M. {MASK}.")],
        [(friend, "Nomme M. Martin.")],
    ]
    assert masked == [f"Un {MASK}"]


def test_a_copy_says_why_it_holds_a_mask(db: Any) -> None:
    desk = Desk()
    left = desk.note("Comme M. Martin.")
    with reading():
        text, reasons = Masker(desk.stays.candidate_id).mask(left)
    assert (text, [reason.en for reason in reasons]) == (left, ["Named somebody whose application is erased."])
