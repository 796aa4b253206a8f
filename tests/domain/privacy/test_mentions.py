"""Who is erased is not named any more in what was noted of others for the same job (C5.3, A8.2)."""

from typing import Any

import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.db import reading, transaction
from app.domain.applications.models import Note
from app.domain.privacy.masking import MASK, Masker
from app.domain.privacy.own import erase_candidate
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


def test_a_copy_says_why_it_holds_a_mask(db: Any) -> None:
    desk = Desk()
    left = desk.note("Comme M. Martin.")
    with reading():
        text, reasons = Masker(desk.stays.candidate_id).mask(left)
    assert (text, [reason.en for reason in reasons]) == (left, ["Named somebody whose application is erased."])
