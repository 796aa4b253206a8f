"""What the firm's privacy policy promises, clause by clause, and what makes each true (rules, table 0).

Whether a promise is kept is not said here: the tests that carry its number say so (app/promises.json, R15).
"""

from dataclasses import dataclass

from .texts import Text


@dataclass(frozen=True)
class Promise:
    """One clause of the policy (C…), or an item that the law wants in it (G…)."""

    number: str
    said: Text
    enforced: Text


def _promise(number: str, fr: str, en: str, enforced_fr: str, enforced_en: str) -> Promise:
    return Promise(number, Text(fr, en), Text(enforced_fr, enforced_en))


PROMISES: tuple[Promise, ...] = (
    _promise(
        "C1.1",
        "Nous ne recueillons que ce qui est dit.",
        "We collect nothing but what is told.",
        "Un catalogue fermé de chaque colonne personnelle : sans but ni raison, la construction échoue.",
        "A closed catalogue of every personal column: without a purpose and a reason the build fails.",
    ),
    _promise(
        "C1.2",
        "Les messages échangés suivent le dossier.",
        "Messages exchanged follow the file.",
        "Ils sont dans la copie des données et partent avec le dossier.",
        "They are in the copy of the data and go with the file.",
    ),
    _promise(
        "C1.3",
        "Le dossier de candidature, et rien d’étranger au poste.",
        "The application, and nothing foreign to the position.",
        "Les questions interdites ne peuvent être publiées ; les fichiers sont servis sans leurs métadonnées.",
        "Forbidden questions cannot be published; files are served without their metadata.",
    ),
    _promise(
        "C1.4",
        "Les journaux sont réduits au nécessaire et effacés à temps.",
        "Logs are kept small, and erased in time.",
        "Aucune adresse réseau n’est écrite ; le journal de sécurité a son terme.",
        "No network address is written; the security log has its end.",
    ),
    _promise(
        "C2.1",
        "Un message de contact ne sert qu’à répondre.",
        "A contact message serves to answer, nothing else.",
        "Il ne crée aucun candidat et n’est trouvé par aucune recherche de recrutement.",
        "It creates no candidate and no recruiter’s search finds it.",
    ),
    _promise(
        "C2.2",
        "La candidature sert à l’examiner, à votre demande.",
        "The application serves to examine it, at your request.",
        "Postuler ne demande aucune case ; les étapes et les méthodes sont dites avant.",
        "To apply asks for no box; steps and methods are told beforehand.",
    ),
    _promise(
        "C2.3",
        "La mesure du site ne suit personne.",
        "Measuring the site follows nobody.",
        "Ni cookie, ni stockage, ni tiers à la première visite ; des comptes par jour, sans identifiant.",
        "No cookie, no storage, no third party on a first visit; daily counts without an identifier.",
    ),
    _promise(
        "C2.4",
        "Les obligations, demandes et litiges ont leur cadre.",
        "Duties, requests and disputes have their frame.",
        "Un bureau des demandes avec son délai, une archive séparée, un gel motivé et daté.",
        "A desk with its clock, a separate archive, a hold with its reason and date.",
    ),
    _promise(
        "C3.0",
        "Rien n’est vendu, loué ni partagé.",
        "Nothing is sold, rented or shared.",
        "Aucune sortie par défaut ; chaque communication est inscrite.",
        "No way out by default; every disclosure is written down.",
    ),
    _promise(
        "C3.1",
        "Sauf avec votre accord.",
        "Except with your consent.",
        "Un accord par but, jamais coché d’avance, attaché à son texte, retirable.",
        "One consent for each purpose, never ticked beforehand, tied to its text, withdrawable.",
    ),
    _promise(
        "C3.2",
        "Sauf obligation légale.",
        "Except under a legal duty.",
        "Une réquisition veut une référence et deux personnes.",
        "An authority’s request needs a reference and two people.",
    ),
    _promise(
        "C3.3",
        "Sauf pour protéger des droits et la sécurité.",
        "Except to protect rights and safety.",
        "Le journal de sécurité n’est ouvert qu’à qui en répond, et chaque ouverture laisse une trace.",
        "The security log is open to who answers for it alone, and each opening leaves a trace.",
    ),
    _promise(
        "C3.4",
        "Les prestataires sont tenus à la confidentialité.",
        "Providers are bound to confidentiality.",
        "Un registre des sous-traitants ; sans sa ligne, l’envoi ne peut être activé.",
        "A register of processors; without its row, sending cannot be switched on.",
    ),
    _promise(
        "C4.1",
        "Vos données sont protégées.",
        "Your data is protected.",
        "Accès refusé par défaut, fichiers scellés par personne, journal infalsifiable, sauvegardes éprouvées.",
        "Deny by default, files sealed for each person, a log that cannot be altered unnoticed, proven backups.",
    ),
    _promise(
        "C4.2",
        "Aucune sécurité n’est absolue : un incident est traité.",
        "No security is absolute: an incident is dealt with.",
        "Un registre des violations, l’horloge des 72\u00a0heures, une adresse pour signaler une faille.",
        "A register of breaches, the clock of 72 hours, an address to report a flaw to.",
    ),
    _promise(
        "C5.1",
        "Vous obtenez une copie de vos données.",
        "You get a copy of your data.",
        "À télécharger soi-même : tout ce qui est stocké, notes comprises, moins ce qui est masqué avec sa raison.",
        "Downloaded on your own: all that is stored, notes included, minus what is masked with its reason.",
    ),
    _promise(
        "C5.2",
        "Vous corrigez vos données.",
        "You correct your data.",
        "Seul, à tout moment ; l’équipe voit la correction aussitôt.",
        "On your own, at any time; the team sees the correction at once.",
    ),
    _promise(
        "C5.3",
        "Vous faites effacer vos données.",
        "You have your data erased.",
        "Seul, avec un code ; une même fonction efface partout, et on cherche ce qui resterait.",
        "On your own, with a code; one function erases everywhere, and what might be left is searched for.",
    ),
    _promise(
        "C5.4",
        "Vous vous opposez.",
        "You object.",
        "Un bouton ; le contact cesse aussitôt.",
        "A button; contact stops at once.",
    ),
    _promise(
        "C5.5",
        "Vous retirez votre accord à tout moment.",
        "You withdraw your consent at any time.",
        "Par le lien d’une lettre, sans se connecter, aussi simplement qu’il fut donné.",
        "With the link of a letter, without signing in, as simply as it was given.",
    ),
    _promise(
        "C5.6",
        "Vous écrivez à l’adresse des réclamations.",
        "You write to the address for complaints.",
        "La lettre est inscrite avec sa date de réception, et le délai court de là.",
        "The letter is registered with its date of receipt, and the clock runs from there.",
    ),
    _promise(
        "C6.1",
        "Des cookies seulement nécessaires.",
        "Only necessary cookies.",
        "Aucun avant d’ouvrir une page de connexion ou de faire un choix ; leur liste est fermée.",
        "None before a sign-in page is opened or a choice made; their list is closed.",
    ),
    _promise(
        "C6.2",
        "Vous les refusez.",
        "You refuse them.",
        "Il n’y a pas de traceur à refuser ; le comptage anonyme se refuse d’un bouton.",
        "There is no tracker to refuse; the anonymous count is refused with a button.",
    ),
    _promise(
        "C6.3",
        "Le site fonctionne sans cookies.",
        "The site works without cookies.",
        "Les offres et le formulaire de candidature n’en demandent aucun.",
        "The jobs and the application form ask for none.",
    ),
    _promise(
        "C7.1",
        "La politique peut changer.",
        "The policy may change.",
        "Chaque version montrée est gardée et ne change plus.",
        "Each version that was shown is kept and never changes.",
    ),
    _promise(
        "C7.2",
        "Les changements sont annoncés avec leur date.",
        "Changes are announced with their date.",
        "La page dit sa version, sa date et ce qui a changé ; chaque dossier garde celle qu’on a lue.",
        "The page says its version, its date and what changed; each file keeps the one that was read.",
    ),
    _promise(
        "C8.1",
        "Vous savez à qui écrire.",
        "You know whom to write to.",
        "Le contact et la politique sont sur chaque page qui recueille.",
        "The contact and the policy are on every page that collects.",
    ),
    *(
        _promise(
            number,
            f"La notice dit : {fr}.",
            f"The notice states: {en}.",
            "Sans cette mention, aucune offre ne peut être publiée.",
            "Without it no job can be published.",
        )
        for number, fr, en in (
            ("G1", "qui est responsable, et où", "who is responsible, and where"),
            ("G2", "à qui s’adresser", "whom to ask"),
            ("G3", "combien de temps, pour chaque usage", "how long, for each use"),
            ("G4", "à qui se plaindre", "where to complain"),
            ("G5", "la limitation et le transfert", "restriction and transfer"),
            ("G6", "l’opposition, au-delà des messages", "objection, beyond messages"),
            ("G7", "les destinataires", "the recipients"),
            ("G8", "les transferts hors de l’Union", "transfers outside the Union"),
            ("G9", "ce qui est nécessaire ou facultatif", "what is required or optional"),
            ("G10", "l’absence de décision automatisée", "that no decision is automated"),
            ("G11", "les autres sources", "other sources"),
            ("G12", "les méthodes d’évaluation", "assessment methods"),
            ("G13", "l’absence de traceur", "that there is no tracker"),
        )
    ),
)
