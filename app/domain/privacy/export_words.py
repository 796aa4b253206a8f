"""What the parts of a copy are called."""

from collections.abc import Mapping

from ..policy.texts import Text

TITLES: Mapping[str, Text] = {
    "candidates": Text("Vous", "You"),
    "applications": Text("Candidatures", "Applications"),
    "answers": Text("Réponses aux questions", "Answers to questions"),
    "notes": Text("Notes de l’équipe", "Notes of the team"),
    "messages": Text("Messages échangés", "Messages exchanged"),
    "sourcings": Text("D’où nous tenons vos données", "Where we have your data from"),
    "moves": Text("Historique", "History"),
    "documents": Text("Fichiers", "Files"),
    "renditions": Text("Ce qui est tiré de vos fichiers pour les lire", "What is made of your files to read them"),
    "candidate_keys": Text("Clé de vos fichiers", "The key of your files"),
    "contact_messages": Text("Messages de la page de contact", "Messages of the contact page"),
    "disclosures": Text("À qui vos données ont été remises", "Who was given your data"),
    "consents": Text("Accords donnés et retirés", "Consents given and withdrawn"),
    "objections": Text("Oppositions", "Objections"),
    "restrictions": Text("Mises à l’écart de vos données", "When your data was set apart"),
    "rights_requests": Text("Demandes sur vos données", "Requests about your data"),
    "archived_files": Text("Archive des refus", "Archive of refusals"),
    "archive_openings": Text("Qui a ouvert l’archive, et pourquoi", "Who opened the archive, and why"),
    "masks": Text("Ce qui n’est pas donné, et pourquoi", "What is not given, and why"),
    "statements": Text("Votre réponse aux notes", "Your side of the notes"),
    "holds": Text("Litiges", "Disputes"),
    "candidate_codes": Text("Accès à votre espace", "Access to your pages"),
    "outgoing_mails": Text("Courriels envoyés", "Letters sent"),
}
