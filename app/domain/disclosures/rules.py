"""What a disclosure needs on each ground, and the words for what it holds."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from ...core.permissions import Permission
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
# The archive is there to answer for a refusal (A2.4), and serves nothing else.
ARCHIVE_GROUNDS = (Ground.LEGAL_DUTY, Ground.PROTECTION_OF_RIGHTS)

CATEGORIES: Mapping[DataCategory, Text] = {
    DataCategory.DETAILS: Text(
        "nom, coordonnées, poste actuel, poste visé", "name, contact details, current position, job applied for"
    ),
    DataCategory.ANSWERS: Text("message et réponses aux questions", "message and answers to questions"),
    DataCategory.FILES: Text("CV et lettre, tels qu’envoyés", "CV and cover letter, as they were sent"),
    DataCategory.ACCOMMODATION: Text("aménagement demandé", "arrangement asked for"),
    DataCategory.MESSAGES: Text("messages échangés", "messages exchanged"),
    DataCategory.NOTES: Text(
        "notes de l’équipe et réponse de la personne", "notes of the team and the person’s side of them"
    ),
    DataCategory.HISTORY: Text("étapes et décision", "stages and decision"),
}
# The same of what the archive keeps, which has no more than this.
KEPT_CATEGORIES: Mapping[DataCategory, Text] = {
    DataCategory.DETAILS: Text("nom, adresse électronique, poste visé", "name, e-mail address, job applied for"),
    DataCategory.ANSWERS: Text("réponses aux questions", "answers to questions"),
    DataCategory.FILES: Text("CV, tel qu’envoyé", "CV, as it was sent"),
    DataCategory.NOTES: CATEGORIES[DataCategory.NOTES],
    DataCategory.HISTORY: CATEGORIES[DataCategory.HISTORY],
}
CORRECTIONS: Mapping[Correction, Text] = {
    Correction.NAME: Text("nom", "name"),
    Correction.EMAIL: Text("adresse électronique", "e-mail address"),
    Correction.PHONE: Text("téléphone", "telephone"),
    Correction.CURRENT_POSITION: Text("poste actuel", "current position"),
    Correction.MESSAGE: Text("message", "message"),
    Correction.ACCOMMODATION: Text("aménagement demandé", "arrangement asked for"),
    Correction.ANSWERS: Text("réponses aux questions", "answers to questions"),
    Correction.STATEMENT: Text("réponse aux notes", "side of the notes"),
    Correction.CV: Text("CV", "CV"),
    Correction.COVER_LETTER: Text("lettre", "cover letter"),
}
# What holds each thing that may be put right: whoever was not given it holds nothing of it that is wrong.
HELD_IN: Mapping[Correction, DataCategory] = {
    Correction.NAME: DataCategory.DETAILS,
    Correction.EMAIL: DataCategory.DETAILS,
    Correction.PHONE: DataCategory.DETAILS,
    Correction.CURRENT_POSITION: DataCategory.DETAILS,
    Correction.MESSAGE: DataCategory.ANSWERS,
    Correction.ACCOMMODATION: DataCategory.ACCOMMODATION,
    Correction.ANSWERS: DataCategory.ANSWERS,
    Correction.STATEMENT: DataCategory.NOTES,
    Correction.CV: DataCategory.FILES,
    Correction.COVER_LETTER: DataCategory.FILES,
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


def permission_over(*, is_from_archive: bool) -> Permission:
    """Who asks and takes. Of what the archive keeps: whoever may open the archive, and nobody else (A2.13)."""
    return Permission.ARCHIVE_OPEN if is_from_archive else Permission.DISCLOSURES_MANAGE


def state_after(state: DisclosureState, act: Act) -> DisclosureState | None:
    """Where ``act`` leads from ``state``; None when the table does not have it."""
    return MOVES.get((state, act))


def listed(words: Iterable[Text], locale: str) -> str:
    """Several things in one sentence."""
    return ", ".join(each.in_language(locale) for each in words)


def words_of(parts: Iterable[DataCategory], *, is_from_archive: bool) -> list[Text]:
    """What each part is called."""
    words = KEPT_CATEGORIES if is_from_archive else CATEGORIES
    return [words[each] for each in parts]


def what_of(disclosure: Disclosure, locale: str) -> str:
    """What of the application is given, in words."""
    return listed(words_of(disclosure.parts, is_from_archive=disclosure.is_from_archive), locale)
