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
# What is held beside the columns that serve this purpose alone.
BESIDES: Mapping[Purpose, Text] = {
    Purpose.SOURCING: Text(
        "identité, coordonnées, poste, CV ou profil, tant que la personne n’a pas répondu",
        "identity, contact details, position, CV or profile, until the person has answered",
    ),
    Purpose.SECURITY_LOG: Text("qui a fait quoi, quand, sous forme d’identifiants", "who did what and when, as ids"),
}
_TEAM = Text(
    "les personnes chargées du recrutement ; {recipients}", "the people in charge of the recruitment; {recipients}"
)
READERS: Mapping[Purpose, Text] = {
    Purpose.APPLICATION: _TEAM,
    Purpose.FEEDBACK: _TEAM,
    Purpose.POOL: _TEAM,
    Purpose.SOURCING: _TEAM,
    Purpose.CONTACT: Text(
        "les personnes qui répondent aux messages ; {recipients}", "the people who answer messages; {recipients}"
    ),
    Purpose.DISCLOSURE: Text(
        "la personne chargée de la protection des données et celle du contentieux",
        "the privacy officer and the person in charge of litigation",
    ),
    Purpose.ARCHIVE: Text("la personne chargée du contentieux", "the person in charge of litigation"),
    Purpose.DISPUTE: Text("la personne chargée de la protection des données", "the privacy officer"),
    Purpose.REQUESTS: Text("la personne chargée de la protection des données", "the privacy officer"),
    Purpose.SECURITY_LOG: Text(
        "la personne chargée de la protection des données et l’administration, pour les alertes ; {recipients}",
        "the privacy officer and, for alerts, the administrator; {recipients}",
    ),
    Purpose.STAFF_ACCESS: Text("l’administration ; {recipients}", "the administrator; {recipients}"),
}
