"""The words of the notice, in our own French and English. Placeholders are filled from the firm and the profile.

Each paragraph of the second level says which items of Articles 13 and 14 it states (G1 to G13).
"""

from collections.abc import Mapping

from .texts import Text

ITEMS: Mapping[str, Text] = {
    "G1": Text("identité et adresse du responsable", "who is responsible, and where"),
    "G2": Text("interlocuteur pour les données", "whom to ask about data"),
    "G3": Text("durées de conservation", "periods"),
    "G4": Text("droit de se plaindre", "right to complain"),
    "G5": Text("limitation et portabilité", "restriction and portability"),
    "G6": Text("droit d’opposition", "right to object"),
    "G7": Text("destinataires", "recipients"),
    "G8": Text("transferts hors de l’Union européenne", "transfers outside the European Union"),
    "G9": Text("champs nécessaires et facultatifs", "required and optional fields"),
    "G10": Text("décisions automatisées", "automated decisions"),
    "G11": Text("sources autres que la personne", "sources other than the person"),
    "G12": Text("méthodes d’évaluation", "assessment methods"),
    "G13": Text("traceurs", "trackers"),
}

# What only the firm can know. These words are true of an instance as it comes; the administrator's replace them.
DEFAULTS: Mapping[str, Text] = {
    "recipients": Text(
        "les prestataires qui hébergent cet outil et acheminent le courrier, tenus à la confidentialité",
        "the providers who host this tool and carry its mail, bound to confidentiality",
    ),
    "transfers": Text("aucun", "none"),
    "sources": Text(
        "D’ordinaire, vous-même. Il arrive qu’un réseau professionnel, une recommandation, un cabinet de recrutement, une CVthèque "
        "ou une rencontre nous fasse connaître quelqu’un.",
        "As a rule, yourself alone. It happens that a professional network, a referral, a recruitment agency, a CV database or a "
        "meeting makes somebody known to us.",
    ),
    "methods": Text(
        "Lecture du dossier et entretiens. Toute autre méthode vous est annoncée avant d’être employée ; ses résultats "
        "restent confidentiels et vous sont communiqués sur demande.",
        "Reading of the file and interviews. Any other method is announced to you before it is used; its results stay "
        "confidential and are given to you on request.",
    ),
}

# Beside the button each of these is stated too; the others are one click away (A3.1).
BESIDE_THE_BUTTON = tuple(ITEMS)[:10]
FIRST_LEVEL: tuple[tuple[tuple[str, ...], Text], ...] = (
    (
        ("G1", "G7", "G8"),
        Text(
            "{firm} ({address}) lit votre candidature pour ce recrutement, à votre demande. La voient les personnes qui en sont "
            "chargées, et {recipients}. Hors de l’Union européenne : {transfers}.",
            "{firm} ({address}) reads your application for this recruitment, at your request. It is seen by the people in charge "
            "of it, and by {recipients}. Outside the European Union: {transfers}.",
        ),
    ),
    (
        ("G3",),
        Text(
            "Sans suite, elle est effacée {feedback} après la fin du recrutement.",
            "If it goes no further, it is erased {feedback} after the recruitment has ended.",
        ),
    ),
    (
        ("G3",),
        Text(
            "Si nous la refusons, seul le strict nécessaire pour en répondre reste, à part et sous clé, jusqu’à {archive} après le refus.",
            "If we refuse it, only what is strictly needed to answer for that stays, apart and under lock, until {archive} after "
            "the refusal.",
        ),
    ),
    (
        ("G9", "G10"),
        Text(
            "Seul ce qui n’est pas « facultatif » est nécessaire pour vous répondre. Aucune machine ne décide.",
            "Only what is not “optional” is needed to answer you. No machine decides.",
        ),
    ),
    (
        ("G2", "G4", "G5", "G6"),
        Text(
            "Copie, correction, effacement, limitation, transfert, opposition : vous-même, depuis votre espace, ou en écrivant à "
            "{contact}. Réclamation : {authority}.",
            "Copy, correction, erasure, restriction, transfer, objection: on your own, from your pages, or by writing to "
            "{contact}. Complaints: {authority}.",
        ),
    ),
)

CONSENT = Text(
    "Gardez-moi dans votre vivier pour d’autres postes, {pool} au plus après notre dernier échange. Sans effet sur cette "
    "candidature ; je change d’avis quand je veux.",
    "Keep me in your talent pool for other positions, for at most {pool} after our last exchange. No effect on this "
    "application; I can change my mind at any time.",
)

# Paragraph by paragraph.
CONTACT = Text(
    "{firm} ({address}) lit votre message pour vous répondre, et pour rien d’autre : c’est notre intérêt légitime. Ce qui n’est "
    "pas « facultatif » est nécessaire pour vous répondre.\n"
    "Il est effacé {contact_period} après le dernier échange. Le voient l’équipe du recrutement, et {recipients}. Hors de l’Union "
    "européenne : {transfers}.\n"
    "Copie, correction, effacement, limitation, opposition : {contact}. Réclamation : {authority}.",
    "{firm} ({address}) reads your message to answer you, and for nothing else: that is our legitimate interest. What is not "
    "“optional” is needed to answer you.\n"
    "It is erased {contact_period} after the last exchange. It is seen by the recruitment team, and by {recipients}. Outside the "
    "European Union: {transfers}.\n"
    "Copy, correction, erasure, restriction, objection: {contact}. Complaints: {authority}.",
)

SECOND_LEVEL: tuple[tuple[str, Text, tuple[tuple[tuple[str, ...], Text], ...]], ...] = (
    (
        "controller",
        Text("Qui est responsable", "Who is responsible"),
        (
            (
                ("G1",),
                Text(
                    "{firm}, {address}, décide de l’usage de vos données.",
                    "{firm}, {address}, decides how your data is used.",
                ),
            ),
            (("G2",), Text("Pour toute question : {contact}.", "For any question: {contact}.")),
        ),
    ),
    (
        "data",
        Text("Ce que nous recueillons", "What we collect"),
        (
            (
                ("G9",),
                Text(
                    "Ce que vous nous donnez : nom, adresse électronique, CV, et si vous le souhaitez téléphone, poste actuel, lettre, "
                    "message, aménagement à prévoir et réponses aux questions propres au poste. Ce qui n’est pas facultatif est "
                    "nécessaire pour vous répondre : sans cela, la candidature ne peut être lue. Chaque question dit pourquoi elle est "
                    "posée. L’adresse de la page dit par quelle annonce vous venez, quand l’annonce l’y a écrit.",
                    "What you give us: name, e-mail address, CV, and if you wish telephone, current position, letter, message, "
                    "something to arrange for you, and answers to the questions of the job. What is not optional is needed to answer "
                    "you: without it, the application cannot be read. Each question says why it is asked. The address of the page says "
                    "through which ad you come, when the ad has written it there.",
                ),
            ),
            (
                (),
                Text(
                    "Ce que nous écrivons : les étapes de votre candidature, les messages échangés et des notes, que vous lisez dans "
                    "la copie de vos données.",
                    "What we write: the steps of your application, the messages exchanged, and notes, which you read in the copy of "
                    "your data.",
                ),
            ),
            (
                (),
                Text(
                    "Par la page de contact : nom, adresse électronique, téléphone si vous le souhaitez, objet et message. Ils ne "
                    "servent qu’à vous répondre.",
                    "Through the contact page: name, e-mail address, telephone if you wish, subject and message. They serve to answer "
                    "you, and nothing else.",
                ),
            ),
            (("G11",), Text("D’où viennent vos données : {sources}", "Where your data comes from: {sources}")),
            (
                ("G11",),
                Text(
                    "Qui n’a pas postulé l’apprend par une lettre, avec notre premier message et dans le mois au plus : la source, le jour, "
                    "les données (nom, adresse électronique, téléphone, poste actuel, CV ou profil), et comment s’y opposer. Jusqu’à "
                    "sa réponse cela repose sur notre intérêt légitime, et dure ce que dure une candidature. Un mois passé sans cette "
                    "lettre, l’outil ferme le dossier à l’équipe. Rien n’entre ainsi dans le vivier.",
                    "Whoever has not applied is told by a letter, with our first message and within a month at most: the source, the day, "
                    "the data (name, e-mail address, telephone, current position, CV or profile), and how to object. Until they answer "
                    "this rests on our legitimate interest, and lasts as long as an application. After a month without that letter, the "
                    "tool closes the file to the team. Nothing joins the talent pool in this way.",
                ),
            ),
            ((), Text("En tout, cet outil tient : {held}.", "In all, this tool holds: {held}.")),
            (
                (),
                Text(
                    "Ce qui se note seul : qui, dans l’équipe, a ouvert quoi. Votre adresse réseau n’est pas enregistrée par cet outil.",
                    "What is noted by itself: who on the team opened what. Your network address is not recorded by this tool.",
                ),
            ),
        ),
    ),
    (
        "periods",
        Text("Pourquoi, et combien de temps", "Why, and for how long"),
        (
            (
                ("G3",),
                Text(
                    "Chaque usage a sa durée. À son terme l’effacement est fait par l’outil lui-même, la nuit du jour dit.",
                    "Each use has its own period. At its end the tool itself erases, in the night of the day stated.",
                ),
            ),
            (
                (),
                Text(
                    "L’archive n’est pas un dossier rangé ailleurs : téléphone, lettre, messages et courriers n’y vont pas, ni qui que ce "
                    "soit d’autre que les personnes refusées. L’équipe du recrutement ne la voit pas. Seule la personne chargée du "
                    "contentieux l’ouvre, un dossier à la fois, avec une raison écrite ; {archive} après le refus, elle est détruite.",
                    "The archive is not a file put elsewhere: telephone, letter, messages and mail do not go there, nor does anybody but "
                    "those who were refused. The recruitment team does not see it. Only the person in charge of litigation opens it, one "
                    "file at a time, with a written reason; {archive} after the refusal, it is destroyed.",
                ),
            ),
            (
                (),
                Text(
                    "Les sauvegardes vivent {backup_period} au plus. Ce qui est effacé ici ne revient pas : une sauvegarde remise en "
                    "service est purgée de tout ce qui a été effacé depuis, avant de servir.",
                    "Backups live for at most {backup_period}. What is erased here does not come back: a backup that is put to use "
                    "is first cleared of all that has been erased since.",
                ),
            ),
        ),
    ),
    (
        "recipients",
        Text("Qui y a accès", "Who has access"),
        (
            (
                ("G7",),
                Text(
                    "Les personnes chargées du recrutement pour lequel vous postulez, et {recipients}. Nous ne vendons, ne louons et "
                    "ne prêtons rien.",
                    "The people in charge of the recruitment you apply to, and {recipients}. We sell, rent and lend nothing.",
                ),
            ),
            (
                ("G7",),
                Text(
                    "Nos prestataires aujourd’hui, chacun lié par un contrat : {processors}.",
                    "Those who work for us today, each under a contract: {processors}.",
                ),
            ),
            (
                ("G7",),
                Text(
                    "À personne d’autre, sauf avec votre accord, sur obligation légale, pour défendre des droits, ou à un prestataire "
                    "lié par un contrat. Chaque remise est inscrite à un registre, et vous la voyez dans votre espace.",
                    "To nobody else, except with your consent, under a legal duty, to defend rights, or to a provider bound by a "
                    "contract. Each handover is entered in a ledger, and you see it in your pages.",
                ),
            ),
            (
                ("G8",),
                Text(
                    "Transferts hors de l’Union européenne : {transfers}.",
                    "Transfers outside the European Union: {transfers}.",
                ),
            ),
        ),
    ),
    (
        "decisions",
        Text("Des décisions humaines", "Human decisions"),
        (
            (
                ("G10",),
                Text(
                    "Aucune décision automatisée, aucun classement, aucune note calculée : chaque réponse est donnée par une personne, "
                    "qui en écrit le motif ; vous pouvez le lui demander.",
                    "No automated decision, no ranking, no computed score: every answer is given by a person, who writes down why; you may ask for it.",
                ),
            ),
            (("G12",), Text("Comment nous évaluons : {methods}", "How we assess: {methods}")),
        ),
    ),
    (
        "rights",
        Text("Vos droits", "Your rights"),
        (
            (
                ("G5",),
                Text(
                    "Vous pouvez obtenir une copie de vos données, les faire corriger, les faire effacer, en limiter l’usage, et les "
                    "recevoir sous une forme réutilisable. Ce que vous avez accepté, vous le retirez aussi simplement. Presque tout se "
                    "fait seul, dans votre espace, avec votre adresse électronique et un code.",
                    "You may obtain a copy of your data, have it corrected, have it erased, restrict its use, and receive it in a "
                    "reusable form. What you agreed to, you withdraw just as simply. Nearly all of it you do on your own, on your "
                    "pages, with your e-mail address and a code.",
                ),
            ),
            (
                ("G6",),
                Text(
                    "Vous pouvez vous opposer à tout usage fondé sur notre intérêt légitime, pas seulement aux messages.",
                    "You may object to any use based on our legitimate interest, not only to messages.",
                ),
            ),
            (
                ("G2",),
                Text(
                    "Écrivez aussi à {contact} : nous répondons sous un mois, sans frais.",
                    "You may also write to {contact}: we answer within a month, free of charge.",
                ),
            ),
            (
                ("G4",),
                Text(
                    "Si la réponse ne vous convient pas, vous pouvez saisir {authority} ({authority_address}).",
                    "If the answer does not satisfy you, you may complain to {authority} ({authority_address}).",
                ),
            ),
        ),
    ),
    (
        "cookies",
        Text("Cookies", "Cookies"),
        (
            (
                ("G13",),
                Text(
                    "Aucun sur les pages publiques, formulaire compris : vous pouvez postuler en les refusant tous. Qui ouvre une page "
                    "de connexion en reçoit un seul, nécessaire à sa session. Tout au plus comptons-nous les pages vues par jour, sans cookie ni rien qui "
                    "vienne de vous ; vous pouvez le refuser sur la page « Cookies », qui garde alors ce refus dans un cookie. Aucun "
                    "traceur, rien qui vienne d’un autre site.",
                    "None on the public pages, the form included: you may apply while refusing them all. Whoever opens a sign-in page "
                    "receives a single one, needed for their session. At most we count the pages seen each day, without a cookie or anything about "
                    "you; you may refuse that on the “Cookies” page, which then keeps your refusal in a cookie. No tracker, nothing from "
                    "another site.",
                ),
            ),
        ),
    ),
    (
        "changes",
        Text("Quand ce texte change", "When this text changes"),
        (
            (
                (),
                Text(
                    "Chaque version est gardée telle qu’elle a été montrée, avec sa date, et comparée à la précédente. Votre candidature "
                    "reste attachée à celle que vous avez lue.",
                    "Each version is kept as it was shown, with its date, and compared with the one before. Your application stays "
                    "tied to the one you read.",
                ),
            ),
        ),
    ),
)
