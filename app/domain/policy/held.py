"""What is held, told in words: for the notice and for the register, which must not say it differently (C1.1, A12.1).

Closed lists: a table or a purpose without words fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .periods import Profile
from .purposes import Purpose
from .texts import BETWEEN, Text

OF_CANDIDATES: Mapping[str, Text] = {
    "candidates": Text("identité et coordonnées", "identity and contact details"),
    "consents": Text("accords donnés et retirés", "consents given and withdrawn"),
    "objections": Text("oppositions", "objections"),
    "candidate_codes": Text("codes d’accès à usage unique", "one-time access codes"),
    "candidate_keys": Text("clés de chiffrement des fichiers", "keys of encrypted files"),
    "outgoing_mails": Text("courriels envoyés", "letters sent"),
    "contact_messages": Text("messages de contact et réponses", "contact messages and answers"),
    "documents": Text("CV et lettres", "CVs and cover letters"),
    "renditions": Text(
        "versions des fichiers à lire à l’écran, et le texte qui y est lu",
        "versions of the files to read on screen, and the text that is read in them",
    ),
    "applications": Text("candidatures et leur suite", "applications and what came of them"),
    "answers": Text("réponses aux questions du poste", "answers to the questions of the job"),
    "notes": Text("notes de l’équipe", "notes of the team"),
    "messages": Text("messages échangés", "messages exchanged"),
    "disclosures": Text("communications à des tiers", "disclosures to others"),
    "holds": Text("litiges qui empêchent l’effacement", "disputes that keep from erasure"),
    "former_words": Text(
        "ce que la personne a corrigé pendant un litige", "what the person corrected while a dispute lasted"
    ),
    "statements": Text("ce que la personne répond aux notes", "what the person answers to the notes"),
    "masks": Text("ce qui est masqué dans la copie, et pourquoi", "what is masked in the copy, and why"),
    "sourcings": Text(
        "source et jour où la personne nous a été connue", "source and day by which the person became known to us"
    ),
    "former_details": Text(
        "ce qui venait de la source, quand la personne postule ensuite",
        "what came from the source, when the person then applies",
    ),
    "restrictions": Text("mises à l’écart demandées", "restrictions asked for"),
    "rights_requests": Text("demandes sur les données et réponses", "requests about data and answers"),
    "moves": Text("étapes du recrutement", "steps of the recruitment"),
    "audit_events": Text("qui a ouvert ou changé quoi, et quand", "who opened or changed what, and when"),
}
# Only where a country, or the firm, has an archive.
OF_THE_ARCHIVE: Mapping[str, Text] = {
    "archived_files": Text(
        "archive des refus : CV, réponses, étapes, notes et décision, sous scellés",
        "archive of refusals: CV, answers, steps, notes and decision, sealed",
    ),
    "archive_openings": Text("ouvertures de l’archive et leurs raisons", "openings of the archive and their reasons"),
}
OF_STAFF: Mapping[str, Text] = {
    "accounts": Text("comptes de l’équipe", "staff accounts"),
    "recovery_codes": Text("codes de secours", "recovery codes"),
    "invitations": Text("invitations", "invitations"),
    "alerts": Text("alertes de sécurité", "security alerts"),
    "team_members": Text("équipes des recrutements", "teams of the jobs"),
    "questions": Text("auteurs des questions posées", "authors of the questions asked"),
}
DATA: Mapping[str, Text] = {**OF_CANDIDATES, **OF_THE_ARCHIVE, **OF_STAFF}


@dataclass(frozen=True)
class Unruled:
    """When a purpose ends whose end no period of the policy sets, and why then."""

    until: Text
    source: Text


NO_RULE: Mapping[Purpose, Unruled] = {
    Purpose.ARCHIVE: Unruled(Text("Aucune archive n’est tenue.", "No archive is kept."), Text("", "")),
    Purpose.DISCLOSURE: Unruled(
        Text(
            "Tant que nous gardons les données dont elle parle ; reste ensuite la ligne du registre, sans rien "
            "qui désigne la personne.",
            "As long as we keep the data that it is about; the line of the ledger then stays, with nothing that names "
            "the person.",
        ),
        Text("RGPD, articles 15, § 1, c et 19", "GDPR, Articles 15(1)(c) and 19"),
    ),
    Purpose.DISPUTE: Unruled(
        Text(
            "Jusqu’à la fin du litige, réexaminé au moins une fois par an.",
            "Until the dispute is over, looked at again at least once a year.",
        ),
        Text(
            "RGPD, article 17, § 3, e : la défense de droits en justice",
            "GDPR, Article 17(3)(e): the defence of legal claims",
        ),
    ),
    Purpose.SOURCING: Unruled(
        Text(
            "Avec la candidature, selon ses durées ; fermé à l’équipe au bout d’un mois sans lettre à la personne.",
            "With the application, by its periods; closed to the team after a month without a letter to the person.",
        ),
        Text("RGPD, article 14, § 3", "GDPR, Article 14(3)"),
    ),
    Purpose.STAFF_ACCESS: Unruled(
        Text(
            "Tant que la personne fait partie de l’équipe, puis compte désactivé.",
            "As long as the person is a member of staff, then the account is disabled.",
        ),
        Text("Notre propre limite : aucun texte n’en fixe", "Our own limit: no text sets one"),
    ),
}


def held_words(profile: Profile) -> Text:
    """All that is held about people who write to us, in one sentence; nothing of an archive where there is none."""
    told = [*OF_CANDIDATES.values(), *(OF_THE_ARCHIVE.values() if profile.archive else ())]
    return Text(BETWEEN.fr.join(each.fr for each in told), BETWEEN.en.join(each.en for each in told))


def unruled_of(profile: Profile) -> Mapping[Purpose, Unruled]:
    """The purposes that the profile has no period for, and that something is held for all the same."""
    ruled = {rule.purpose for rule in profile.rules}
    return {purpose: unruled for purpose, unruled in NO_RULE.items() if purpose not in {*ruled, Purpose.ARCHIVE}}
