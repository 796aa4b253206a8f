"""What is taken out of words that tell whose they are (A4.5), and what stays to be judged."""

import re
from time import process_time

import pytest

from app.adapters.findings import MAX_CHARACTERS
from app.core.text import fold
from app.domain.applications.redaction import HIDDEN, Redactor
from app.domain.documents.contact_words import PARTICLES
from tests.domain.documents.cv_heads import HEADS

REDACTOR = Redactor(["Camille de La Tour-Durand"], phones=["06 39 98 12 34", None])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Camille DURAND, analyste", f"{HIDDEN}, analyste"),
        ("Durand Camille", HIDDEN),
        ("CamilleDurand", HIDDEN),
        ("CV de Camille de La Tour - Durand", f"CV {HIDDEN}"),
        ("écrire à camille.durand+cv@example.org.", f"écrire à {HIDDEN}."),
        ("Tél. : +33 (0)6 39 98 12 34", f"Tél. : {HIDDEN}"),
        ("6.39.98.12.34", HIDDEN),
        ("0049 170 1234567 (mobile)", f"{HIDDEN} (mobile)"),
        ("linkedin.com/in/camille-d-42", HIDDEN),
        ("Profil : https://profils.example/u/42", f"Profil : {HIDDEN}"),
        ("12 bis, rue de la Paix, 75002 Paris", HIDDEN),
        ("8 place de la Bourse | Analyste", f"{HIDDEN} | Analyste"),
        ("75011 Paris", HIDDEN),
        ("B-1000 Bruxelles", HIDDEN),
        ("221 Baker Street, London NW1 6XE", HIDDEN),
        ("Goethestraße 12", HIDDEN),
        ("Née le 12 mars 1990 à Lyon, mobile", f"{HIDDEN}, mobile"),
        ("né(e) en 1990", HIDDEN),
        ("Date de naissance : 12/03/1990", HIDDEN),
        ("Born on 12 March 1990. Banker.", f"{HIDDEN}. Banker."),
        ("36 ans, permis B", f"{HIDDEN}, permis B"),
        ("Age: 36", HIDDEN),
        ("Mme Rivière", f"{HIDDEN} Rivière"),
        ("M. Rivière", f"{HIDDEN} Rivière"),
        ("Sexe : féminin", HIDDEN),
        ("(she/her)", f"({HIDDEN})"),
    ],
)
def test_what_tells_whose_it_is_goes(text: str, told: str) -> None:
    assert REDACTOR.redact(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "10 ans d’expérience, 15 ans chez Rothschild, 20 years in banking",
        "2015 - 2019 Analyste, Lazard ; 2020 Master Finance",
        "CA de 250 000 EUR, EBITDA 12,5 M€, 30 % de marge",
        "Python 3.11, Node.js, ASP.NET, C++",
        "3 cours de finance, 100 place de marché",
        "Opérations de M&A : 4 mandats de cession",
        "de la banque d’affaires",
        "Anglais C1, allemand B2",
        "Madame, Monsieur, je me tourne vers la finance.",
    ],
)
def test_what_is_to_be_judged_stays(text: str) -> None:
    assert REDACTOR.redact(text) == text


@pytest.mark.parametrize(("text", "name", "email", "phone"), HEADS)
def test_of_the_first_lines_of_a_cv_no_word_says_whose_it_is(
    text: str, name: str | None, email: str | None, phone: str | None
) -> None:
    """However people and their programs write them; a program that has read a name wrongly hides what it has read."""
    told = Redactor([name or ""]).redact(text)
    words = [word for word in re.findall(r"[^\W\d_]+", name or "") if len(word) > 1 and fold(word) not in PARTICLES]
    secrets = [re.compile(rf"\b{re.escape(each)}\b", re.IGNORECASE) for each in (*words, email, phone) if each]
    assert [each.pattern for each in secrets if each.search(told)] == []


def test_small_words_of_a_name_are_words_like_others() -> None:
    assert Redactor(["El Ben"]).redact("Le plan de El Ben") == "Le plan de El Ben"
    assert Redactor(["Sofia El Amrani"]).redact("Sofia El Amrani et El Niño") == f"{HIDDEN} et El Niño"
    assert Redactor(["Li Na"]).redact("Li Na, li-na") == f"{HIDDEN}, {HIDDEN}"


@pytest.mark.parametrize(
    "piece",
    [
        "a-",
        "1 ",
        "0 1",
        "12 a b c ",
        "a.a.",
        "né le 12 ",
        "12 rue ",
        "@",
        "75008 Aa-",
        "adresse ",
        "www.",
        "x",
        "(0",
        "+",
    ],
)
def test_a_hostile_text_keeps_nobody_waiting(piece: str) -> None:
    """B4.8: the longest that a reader gives, of what the shapes begin with."""
    text = piece * (MAX_CHARACTERS // len(piece))
    began = process_time()
    REDACTOR.redact(text)
    assert process_time() - began < 5
