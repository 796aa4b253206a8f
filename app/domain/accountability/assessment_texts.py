"""The sentences of the impact assessment; what the settings decide is filled in."""

from ..policy.texts import Text

TITLE = Text("Analyse d’impact relative à la protection des données", "Data protection impact assessment")
CONTEXT = Text("1. Le traitement", "1. The processing")
ACTIVITIES = Text("2. Données, personnes et durées", "2. Data, people and periods")
PRINCIPLES = Text("3. Nécessité et proportionnalité", "3. Necessity and proportionality")
RECIPIENTS = Text("4. Destinataires", "4. Recipients")
TRANSFERS = Text("5. Transferts hors de l’EEE", "5. Transfers outside the EEA")
MEASURES = Text("6. Mesures de sécurité en place", "6. Security measures in place")
RISKS = Text("7. Risques pour les personnes", "7. Risks for people")
OPINION = Text("8. Avis et décision", "8. Opinion and decision")

CONTROLLER = Text(
    "Responsable : {firm}, {address}. Protection des données : {contact}.",
    "Controller: {firm}, {address}. Data protection: {contact}.",
)
DESCRIPTION = (
    Text(
        "Recevoir des candidatures à des offres publiées, les lire, échanger, décider, puis effacer au terme annoncé.",
        "To receive applications to published jobs, read them, talk, decide, then erase at the announced term.",
    ),
    Text(
        "Une telle analyse est attendue quand un algorithme choisit ou classe, quand des listes d’exclusion sont tenues, ou quand des jeux évaluent. Cet outil ne fait rien de cela ; elle est menée par prudence, et à revoir si une autre méthode est employée.",
        "Such an assessment is expected when an algorithm selects or ranks, when black-lists are kept, or when games assess. This tool does none of that; it is made out of care, and to be reviewed should another method be used.",
    ),
    Text("Méthodes d’évaluation annoncées : {methods}", "Assessment methods announced: {methods}"),
)
PRINCIPLE_LINES = (
    Text(
        "Finalités : une liste fermée ; une donnée sans finalité ni raison ne peut exister dans l’outil.",
        "Purposes: a closed list; data without a purpose and a reason cannot exist in the tool.",
    ),
    Text(
        "Minimisation : nom, adresse électronique et CV suffisent ; chaque autre champ est facultatif, et les questions interdites ne peuvent être publiées.",
        "Minimisation: a name, an e-mail address and a CV are enough; every other field is optional, and forbidden questions cannot be published.",
    ),
    Text(
        "Durées : table {version} ; l’outil efface lui-même, chaque nuit, ce qui est à terme.",
        "Periods: table {version}; the tool itself erases each night what is due.",
    ),
    Text(
        "Information : la notice est faite de ces mêmes règles, et chaque version montrée est gardée.",
        "Information: the notice is made of these same rules, and each version shown is kept.",
    ),
    Text(
        "Droits : copie, correction, effacement, retrait et opposition se font seul, sans formulaire papier.",
        "Rights: copy, correction, erasure, withdrawal and objection are exercised alone, without paper forms.",
    ),
    Text(
        "Décisions : aucune n’est automatisée ; chacune est prise par une personne, avec un motif.",
        "Decisions: none is automated; each is taken by a person, with a reason.",
    ),
)
RISK_LINES = (
    Text(
        "Accès illégitime — sources : compte volé, curiosité, fichier piégé. Effets : gêne, employeur actuel informé, usurpation. Réponses : rôles, {second_factor}fichiers scellés, journal{alerts}. Gravité importante, vraisemblance limitée.",
        "Illegitimate access — sources: stolen account, curiosity, hostile file. Effects: embarrassment, present employer told, identity theft. Answers: roles, {second_factor}sealed files, log{alerts}. Severity significant, likelihood limited.",
    ),
    Text(
        "Modification non désirée — sources : erreur, compte volé. Effets : décision prise sur une donnée fausse. Réponses : correction par la personne, historique, journal chaîné, refus des changements simultanés. Gravité limitée, vraisemblance négligeable.",
        "Unwanted change — sources: error, stolen account. Effects: a decision on wrong data. Answers: correction by the person, history, chained log, simultaneous changes refused. Severity limited, likelihood negligible.",
    ),
    Text(
        "Disparition — sources : panne, destruction de clé, suppression par erreur. Effets : candidature perdue, à refaire. Réponses : écritures durables, sauvegardes éprouvées par restauration, rapprochement des fichiers. Gravité limitée, vraisemblance limitée.",
        "Disappearance — sources: failure, destroyed key, mistaken deletion. Effects: an application lost, to be made again. Answers: durable writes, backups proven by restoring them, reconciliation of files. Severity limited, likelihood limited.",
    ),
    Text(
        "Discrimination — sources : question déplacée, note subjective. Effets : perte d’une chance. Réponses : questions interdites refusées, mots à relire signalés dans les annonces et les notes, motifs de refus fermés, lecture sans les noms pour les offres qui le demandent, notes lisibles par la personne dans sa copie. Gravité importante, vraisemblance limitée.",
        "Discrimination — sources: an improper question, a subjective note. Effects: loss of a chance. Answers: forbidden questions refused, words to read again pointed out in ads and notes, closed reasons for refusal, reading without names for the jobs that ask for it, notes that the person reads in their copy. Severity significant, likelihood limited.",
    ),
    Text(
        "Conservation excessive — sources : oubli, copie hors de l’outil. Effets : usage à l’insu de la personne. Réponses : effacement automatique, retard mesuré et montré ; interdire les copies reste à la charge de la maison. Gravité limitée, vraisemblance limitée.",
        "Kept too long — sources: oversight, copies outside the tool. Effects: use without the person’s knowledge. Answers: automatic erasure, lateness measured and shown; to forbid copies remains up to the firm. Severity limited, likelihood limited.",
    ),
)
# Answers to the first of them, where the settings have them.
SECOND_FACTOR = Text("double authentification, ", "second factor, ")
ALERTS = Text(", alertes", ", alerts")
OPINION_LINES = (
    Text(
        "Proposition : les risques restants sont acceptables avec les mesures ci-dessus ; {authority} n’a pas à être consultée.",
        "Proposal: the risks that remain are acceptable with the measures above; {authority} need not be consulted.",
    ),
    Text(
        "Avis de la personne chargée de la protection des données : ………………………………",
        "Opinion of the data protection officer: ………………………………",
    ),
    Text(
        "Avis des personnes concernées ou de leurs représentants : ………………………………",
        "Views of the people concerned or of their representatives: ………………………………",
    ),
    Text(
        "Décision, date et signature du responsable : ………………………………",
        "Controller’s decision, date and signature: ………………………………",
    ),
)
