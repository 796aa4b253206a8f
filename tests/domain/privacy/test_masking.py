"""Other people in what was written about one, in the forms in which people write (A8.2)."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.text import fold
from app.domain.privacy.masking import ADDRESS, ANOTHER, MASK, NUMBER, Masker
from tests.factories import ApplicationFactory, CandidateFactory, ContactMessageFactory
from tests.statements import counted_statements

NAMES = ["Paul Martin", "LEFÈVRE Anne-Sophie", "Jean-Luc O’Neill", "Inès de La Tour"]
PHONE = "06 12 34 56 78"


@pytest.fixture
def masker(db: Any) -> Masker:
    person = CandidateFactory(email="camille@example.org", email_key="camille@example.org")
    for phone in (PHONE, None):
        ApplicationFactory(name="Camille Durand", candidate=person, phone=phone)
    ContactMessageFactory(email="camille@example.org", email_key="camille@example.org", phone="+44 20 7946 0000")
    for name in NAMES:
        ApplicationFactory(name=name, name_key=fold(name))
    return Masker(person.id)


@pytest.mark.promise("C5.1")
@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("Mieux que MARTIN Paul.", f"Mieux que {MASK}."),
        ("Mieux que Martin, Paul.", f"Mieux que {MASK}."),
        ("Mieux que Paul-Martin.", f"Mieux que {MASK}."),
        ("Mieux que Paul\nMartin.", f"Mieux que {MASK}."),
        ("Mieux que Paul \r\n  Martin.", f"Mieux que {MASK}."),
        ("Comme M. Martin, en mieux.", f"Comme M. {MASK}, en mieux."),
        ("Comme Mme Lefevre, en mieux.", f"Comme Mme {MASK}, en mieux."),
        ("Comme madame  LEFÈVRE.", f"Comme madame  {MASK}."),
        ("Comme Mme de La Tour.", f"Comme Mme de La {MASK}."),
        ("Comme Mme Martin-Duval.", f"Comme Mme {MASK}."),
        ("Anne Sophie Lefèvre et Jean Luc O'Neill", f"{MASK} et {MASK}"),
    ],
)
def test_somebody_else_is_masked_however_written(masker: Masker, written: str, masked: str) -> None:
    text, reasons = masker.mask(written)
    assert (text, set(reasons)) == (masked, {ANOTHER})


@pytest.mark.parametrize(
    "written",
    [
        "Mme Durand et DURAND Camille, c’est la même.",
        "Un martin-pêcheur, et Paul est venu hier sans Martin.",
        "M. le directeur de la tour a dit oui.",
        "Paul " * 3 + "seul.",
        f"Paul{' ' * 9}Martin",
        f"Rappeler au {PHONE}, au +33 6 12 34 56 78 ou au +44 (0)20 7946 0000.",
        "Vue le 01.12.2026 14:05, le 28-11-2026 et le 2026-11-28 ; salaire 55 000 €, SIREN 552 100 554.",
    ],
)
def test_what_is_nobody_else_s_is_kept(masker: Masker, written: str) -> None:
    assert masker.mask(written) == (written, [])


@pytest.mark.parametrize(
    "number", ["07 98 76 54 32", "+33 (0)7 98 76 54 32", "0798765432", "07.98.76.54.32", "07-98-76-54-32"]
)
def test_numbers_of_others_are_masked(masker: Masker, number: str) -> None:
    assert masker.mask(f"Joindre Paul au {number}.") == (f"Joindre Paul au {MASK}.", [NUMBER])


def test_address_of_somebody_else_is_masked_and_one_s_own_is_not(masker: Masker) -> None:
    text, reasons = masker.mask("De paul@example.net à Camille@example.org.")
    assert (text, reasons) == (f"De {MASK} à Camille@example.org.", [ADDRESS])


_FORMS = st.sampled_from(["{} {}", "{}-{}", "{}\n{}", "{}, {}", "{}  {}", "{}\u00a0{}"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    form=_FORMS,
    is_reversed=st.booleans(),
    is_loud=st.booleans(),
    before=st.lists(st.sampled_from(["Très", "bon", "entretien", "avec"]), max_size=4),
    after=st.lists(st.sampled_from(["hier", "à", "Paris", "encore"]), max_size=4),
)
def test_whatever_the_order_the_case_and_the_gap_the_name_alone_goes(
    masker: Masker, form: str, *, is_reversed: bool, is_loud: bool, before: list[str], after: list[str]
) -> None:
    name = form.format(*(("Martin", "Paul") if is_reversed else ("Paul", "Martin")))
    written = " ".join([*before, name.upper() if is_loud else name, *after])
    assert masker.mask(written) == (" ".join([*before, MASK, *after]), [ANOTHER])


def test_a_long_text_asks_the_database_no_more_than_a_short_one(masker: Masker) -> None:
    """Linear: each word is looked at a bounded number of times, and the names are read once."""
    with counted_statements() as first:
        masker.mask("Paul Martin")
    with counted_statements() as then:
        text, reasons = masker.mask("Paul Martin et 0798765432 ; " * 2000)
    assert (len(first), len(then)) == (2, 2)
    assert (text, len(reasons)) == (f"{MASK} et {MASK} ; " * 2000, 4000)
