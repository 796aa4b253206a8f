"""What a disclosure needs on each ground, and the words for what it holds."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from ..policy.texts import Text
from .enums import Correction, DataCategory, DisclosureState, Ground
from .models import Disclosure


class Act(StrEnum):
    """What may be done to a disclosure."""

    APPROVE = "approve"
    DECLINE = "decline"
    TAKE = "take"


# The one table of moves (rule 7). Nothing leads out of ``sent``: a package is taken once, and again is another row.
MOVES: Mapping[tuple[DisclosureState, Act], DisclosureState] = {
    (DisclosureState.WAITING, Act.APPROVE): DisclosureState.READY,
    (DisclosureState.WAITING, Act.DECLINE): DisclosureState.DECLINED,
    (DisclosureState.READY, Act.DECLINE): DisclosureState.DECLINED,
    (DisclosureState.READY, Act.TAKE): DisclosureState.SENT,
}
# Somebody else has to say yes first: the candidate (C3.1), or a second member of staff (C3.2).
NEEDS_A_YES = {Ground.CONSENT, Ground.LEGAL_DUTY}

CATEGORIES: Mapping[DataCategory, Text] = {
    DataCategory.DETAILS: Text(
        "nom, coordonnées, poste actuel, poste visé", "name, contact details, current position, job applied for"
    ),
    DataCategory.ANSWERS: Text("message et réponses aux questions", "message and answers to questions"),
    DataCategory.FILES: Text("CV et lettre, tels qu’envoyés", "CV and cover letter, as they were sent"),
    DataCategory.ACCOMMODATION: Text("aménagement demandé", "arrangement asked for"),
    DataCategory.MESSAGES: Text("messages échangés", "messages exchanged"),
    DataCategory.NOTES: Text("notes de l’équipe", "notes of the team"),
    DataCategory.HISTORY: Text("étapes et décision", "stages and decision"),
}
CORRECTIONS: Mapping[Correction, Text] = {
    Correction.NAME: Text("nom", "name"),
    Correction.EMAIL: Text("adresse électronique", "e-mail address"),
    Correction.PHONE: Text("téléphone", "telephone"),
    Correction.CURRENT_POSITION: Text("poste actuel", "current position"),
    Correction.MESSAGE: Text("message", "message"),
    Correction.ACCOMMODATION: Text("aménagement demandé", "arrangement asked for"),
    Correction.ANSWERS: Text("réponses aux questions", "answers to questions"),
    Correction.CV: Text("CV", "CV"),
    Correction.COVER_LETTER: Text("lettre", "cover letter"),
}
# What a candidate is asked, for one recipient and one purpose (C3.1).
SHARING = Text(
    "J’accepte que {firm} remette à {recipient} ceci de ma candidature {reference} : {what}. But : {purpose}. "
    "Sans effet sur cette candidature ; je peux retirer cet accord quand je veux, depuis mon espace, et rien ne "
    "part plus.",
    "I agree that {firm} gives {recipient} this of my application {reference}: {what}. Purpose: {purpose}. No effect "
    "on this application; I can withdraw this consent at any time, from my pages, and nothing leaves any more.",
)


def first_state(ground: Ground) -> DisclosureState:
    """Where a disclosure begins."""
    return DisclosureState.WAITING if ground in NEEDS_A_YES else DisclosureState.READY


def state_after(state: DisclosureState, act: Act) -> DisclosureState | None:
    """Where ``act`` leads from ``state``; None when the table does not have it."""
    return MOVES.get((state, act))


def listed(words: Iterable[Text], locale: str) -> str:
    """Several things in one sentence."""
    return ", ".join(each.in_language(locale) for each in words)


def what_of(disclosure: Disclosure, locale: str) -> str:
    """What of the application is given, in words."""
    return listed((CATEGORIES[each] for each in disclosure.parts), locale)
