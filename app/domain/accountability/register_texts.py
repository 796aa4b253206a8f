"""What the register calls people, data and readers. Closed lists: a table or a purpose without words fails a test."""

from collections.abc import Mapping

from ..policy.catalogue import Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text

PEOPLE: Mapping[Subject | Purpose, Text] = {
    Subject.CANDIDATE: Text("candidates et candidats", "candidates"),
    Subject.STAFF: Text("membres de l’équipe", "members of staff"),
    Purpose.CONTACT: Text("personnes qui écrivent par la page de contact", "people who write through the contact page"),
    Purpose.REQUESTS: Text(
        "personnes qui demandent quelque chose sur leurs données", "people who ask about their data"
    ),
    Purpose.SECURITY_LOG: Text(
        "membres de l’équipe ; candidates et candidats dont le dossier est ouvert",
        "members of staff; candidates whose file is opened",
    ),
}
DATA: Mapping[str, Text] = {
    "candidates": Text("identité et coordonnées", "identity and contact details"),
    "consents": Text("accords donnés et retirés", "consents given and withdrawn"),
    "objections": Text("oppositions", "objections"),
    "candidate_codes": Text("codes d’accès à usage unique", "one-time access codes"),
    "candidate_keys": Text("clés de chiffrement des fichiers", "keys of encrypted files"),
    "accounts": Text("comptes de l’équipe", "staff accounts"),
    "recovery_codes": Text("codes de secours", "recovery codes"),
    "invitations": Text("invitations", "invitations"),
    "alerts": Text("alertes de sécurité", "security alerts"),
    "outgoing_mails": Text("courriels envoyés", "letters sent"),
    "contact_messages": Text("messages de contact et réponses", "contact messages and answers"),
    "documents": Text("CV et lettres", "CVs and cover letters"),
    "renditions": Text("versions des fichiers à lire à l’écran", "versions of the files to read on screen"),
    "team_members": Text("équipes des recrutements", "teams of the jobs"),
    "questions": Text("auteurs des questions posées", "authors of the questions asked"),
    "applications": Text("candidatures et leur suite", "applications and what came of them"),
    "answers": Text("réponses aux questions du poste", "answers to the questions of the job"),
    "notes": Text("notes de l’équipe", "notes of the team"),
    "messages": Text("messages échangés", "messages exchanged"),
    "disclosures": Text("communications à des tiers", "disclosures to others"),
    "holds": Text("litiges qui empêchent l’effacement", "disputes that keep from erasure"),
    "restrictions": Text("mises à l’écart demandées", "restrictions asked for"),
    "rights_requests": Text("demandes sur les données et réponses", "requests about data and answers"),
    "archived_files": Text(
        "archive des refus : CV, réponses, étapes, notes et décision, sous scellés",
        "archive of refusals: CV, answers, steps, notes and decision, sealed",
    ),
    "archive_openings": Text("ouvertures de l’archive et leurs raisons", "openings of the archive and their reasons"),
    "moves": Text("étapes du recrutement", "steps of the recruitment"),
}
# What is held beside the catalogue, as ids only.
BESIDES: Mapping[Purpose, Text] = {
    Purpose.SECURITY_LOG: Text("qui a fait quoi, quand, sous forme d’identifiants", "who did what and when, as ids"),
}
_TEAM = Text(
    "les personnes chargées du recrutement ; {recipients}", "the people in charge of the recruitment; {recipients}"
)
READERS: Mapping[Purpose, Text] = {
    Purpose.APPLICATION: _TEAM,
    Purpose.FEEDBACK: _TEAM,
    Purpose.POOL: _TEAM,
    Purpose.CONTACT: Text(
        "les personnes qui répondent aux messages ; {recipients}", "the people who answer messages; {recipients}"
    ),
    Purpose.DISCLOSURE: Text("la personne chargée de la protection des données", "the privacy officer"),
    Purpose.ARCHIVE: Text("la personne chargée du contentieux", "the person in charge of litigation"),
    Purpose.DISPUTE: Text("la personne chargée de la protection des données", "the privacy officer"),
    Purpose.REQUESTS: Text("la personne chargée de la protection des données", "the privacy officer"),
    Purpose.SECURITY_LOG: Text(
        "la personne chargée de la protection des données et l’administration, pour les alertes ; {recipients}",
        "the privacy officer and, for alerts, the administrator; {recipients}",
    ),
    Purpose.STAFF_ACCESS: Text("l’administration ; {recipients}", "the administrator; {recipients}"),
}
# Purposes whose end no period of the policy sets.
NO_RULE: Mapping[Purpose, Text] = {
    Purpose.ARCHIVE: Text("Aucune archive n’est tenue.", "No archive is kept."),
    Purpose.DISCLOSURE: Text(
        "Avec la candidature ; reste ensuite la ligne du registre, sans rien qui désigne la personne.",
        "With the application; the line of the ledger then stays, with nothing that names the person.",
    ),
    Purpose.DISPUTE: Text(
        "Jusqu’à la fin du litige, réexaminé au moins une fois par an.",
        "Until the dispute is over, looked at again at least once a year.",
    ),
    Purpose.STAFF_ACCESS: Text(
        "Tant que la personne fait partie de l’équipe, puis compte désactivé.",
        "As long as the person is a member of staff, then the account is disabled.",
    ),
}
