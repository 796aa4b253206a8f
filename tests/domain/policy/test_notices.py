"""The notice says what the software does, in both languages, and nothing else (A3.1, C7.1, C7.2, G1 to G10)."""

import re
from dataclasses import replace

import pytest

from app.domain.policy import notices
from app.domain.policy.held import NO_RULE
from app.domain.policy.notice_texts import DEFAULTS
from app.domain.policy.notices import Firm
from app.domain.policy.periods import DE, FR, PROFILES, Period, Profile, profile_for
from app.domain.policy.purposes import BASES, PURPOSES, Basis, Purpose
from app.domain.policy.texts import Text

FIRM = Firm(
    name="Aubrac & Vauquelin",
    address="14 rue de la Pépinière, 75008 Paris",
    email="recrutement@example.org",
    privacy_contact="reclamations@example.org",
    legal_line="",
    country="FR",
)
ITEMS = {f"G{number}" for number in range(1, 11)}


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_first_level_covers_every_item(locale: str) -> None:
    """A3.1: G1 to G10 beside the button."""
    sentences = notices.first_level(FIRM, FR, locale)
    assert {item for sentence in sentences for item in sentence.items} == ITEMS
    text = " ".join(sentence.text for sentence in sentences)
    for fact in (FIRM.name, FIRM.address, FIRM.privacy_contact, FR.feedback.period.words.in_language(locale), "CNIL"):
        assert fact in text
    assert "{" not in text


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_the_second_level_states_every_rule_of_the_profile(locale: str, profile: Profile) -> None:
    sections = notices.second_level(FIRM, profile, locale)
    rows = next(section.rows for section in sections if section.anchor == "periods")
    besides = [purpose for purpose in NO_RULE if purpose is not Purpose.ARCHIVE]
    assert [row.period for row in rows] == [
        *(rule.words.in_language(locale) for rule in profile.rules),
        *(NO_RULE[purpose].until.in_language(locale) for purpose in besides),
    ]
    purposes = [*(rule.purpose for rule in profile.rules), *besides]
    assert [row.basis for row in rows] == [BASES[purpose.basis].in_language(locale) for purpose in purposes]
    assert all(section.title and section.paragraphs for section in sections)


def test_the_two_languages_say_as_much() -> None:
    french, english = (notices.second_level(FIRM, FR, locale) for locale in ("fr", "en"))
    assert [(s.anchor, len(s.paragraphs), len(s.rows)) for s in french] == [
        (s.anchor, len(s.paragraphs), len(s.rows)) for s in english
    ]
    for one, other in zip(french, english, strict=True):
        assert set(one.paragraphs).isdisjoint(other.paragraphs)


def test_french_takes_a_narrow_space_before_double_punctuation() -> None:
    text = notices.document(FIRM, FR, "fr").text.replace('": ', '":').replace('", "', '","')
    assert re.findall(r".{8}[ \u00a0][;:!?]", text) == []
    assert re.findall(r"«[^\u202f]|[^\u202f]»", text) == []


@pytest.mark.promise("C7.2")
def test_changing_a_period_changes_the_hash() -> None:
    """C7.2: an application's hash points at exactly the text shown."""
    shorter = FR.with_periods({Purpose.POOL: Period(months=12)})
    texts = [notices.document(FIRM, profile, locale).text for profile in (FR, shorter, DE) for locale in ("fr", "en")]
    assert len({notices.notice_hash(text) for text in texts}) == len(texts)
    assert notices.notice_hash(texts[0]) == notices.notice_hash(notices.document(FIRM, FR, "fr").text)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_document_that_was_kept_reads_as_it_was(profile: Profile) -> None:
    document = notices.document(FIRM, profile, "en")
    assert notices.read_document(document.text) == document


@pytest.mark.parametrize(
    ("country", "authority"), [("FR", "CNIL"), ("AT", "Datenschutzbehörde"), ("DE", "BfDI"), ("ES", "Europ")]
)
def test_complaint_goes_to_the_authority_of_the_country(country: str, authority: str) -> None:
    """G4."""
    assert authority in notices.document(FIRM, profile_for(country), "en").text


def test_the_consent_names_its_period_and_that_it_is_no_condition() -> None:
    """A1.1."""
    assert notices.consent_text(FIRM, FR, "fr") == (
        "Gardez-moi dans votre vivier pour d’autres postes, 2\u00a0ans au plus après notre dernier échange. Sans effet "
        "sur cette candidature\u202f; je change d’avis quand je veux."
    )


@pytest.mark.parametrize(
    ("change", "missing"),
    [({}, ()), ({"name": ""}, ("G1",)), ({"address": " "}, ("G1",)), ({"privacy_contact": ""}, ("G2",))],
)
def test_an_empty_fact_of_the_firm_is_named(change: dict[str, str], missing: tuple[str, ...]) -> None:
    assert notices.missing_items(replace(FIRM, **change), FR) == missing


def test_own_words_that_are_left_empty_are_named() -> None:
    empty = {**DEFAULTS, "transfers": Text("", ""), "methods": Text("Entretiens.", "")}
    assert notices.missing_items(replace(FIRM, own_words=empty), FR) == ("G8", "G12")


def test_every_purpose_has_a_basis_and_words() -> None:
    for purpose in Purpose:
        assert purpose.basis in set(Basis)
        assert purpose.label == PURPOSES[purpose].label
        assert purpose.description.fr != purpose.description.en
    assert Purpose.POOL.basis is Basis.CONSENT
    assert Purpose.APPLICATION.basis.label.in_language("en_GB").startswith("Steps")


@pytest.mark.promise("G11")
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_the_notice_says_how_somebody_who_did_not_apply_is_told(locale: str) -> None:
    """G11: the sources, the data, the letter within a month, the basis and what becomes of it without the letter."""
    said = " ".join(next(s for s in notices.second_level(FIRM, FR, locale) if s.anchor == "data").paragraphs)
    words = {
        "fr": ("recommandation", "dans le mois", "CV ou profil", "s’y opposer", "intérêt légitime", "ferme le dossier"),
        "en": ("referral", "within a month", "CV or profile", "object", "legitimate interest", "closes the file"),
    }
    for each in words[locale]:
        assert each in said, each
