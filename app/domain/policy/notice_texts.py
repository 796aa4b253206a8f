"""The words of the notice, in our own French and English. Placeholders are filled from the firm and the profile."""

from .texts import Text

FIRST_LEVEL: tuple[tuple[tuple[str, ...], Text], ...] = (
    (
        ("G1", "G7", "G8"),
        Text(
            "{firm} ({address}) lit votre candidature pour ce recrutement seulement, à votre demande ; les personnes chargées de ce recrutement "
            "y ont accès, et les prestataires qui hébergent cet outil. Rien n’est transmis à d’autres, ni hors de l’Union européenne.",
            "{firm} ({address}) reads your application for this recruitment only, at your request; the people in charge of this recruitment "
            "have access to it, and the providers who host this tool. Nothing goes to anyone else, nor outside the European Union.",
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
        ("G9", "G10"),
        Text(
            "Les champs sans la mention « facultatif » sont nécessaires pour vous répondre ; les autres sont sans conséquence. "
            "Aucune décision n’est prise par une machine.",
            "The fields not marked “optional” are needed to answer you; the others are of no consequence. "
            "No decision is taken by a machine.",
        ),
    ),
    (
        ("G2", "G4", "G5", "G6"),
        Text(
            "Vous pouvez demander une copie, une correction, l’effacement, la limitation ou le transfert de vos données, ou vous "
            "opposer à leur usage, en écrivant à {contact}, et saisir la CNIL.",
            "You may ask for a copy, a correction, erasure, restriction or transfer of your data, or object to its use, "
            "by writing to {contact}, and complain to the CNIL.",
        ),
    ),
)

CONSENT = Text(
    "Gardez-moi dans votre vivier pour d’autres postes, {pool} au plus après notre dernier échange. Sans effet sur cette "
    "candidature ; je change d’avis quand je veux.",
    "Keep me in your talent pool for other positions, for at most {pool} after our last exchange. No effect on this "
    "application; I can change my mind at any time.",
)

SECOND_LEVEL: tuple[tuple[str, Text, tuple[Text, ...]], ...] = (
    (
        "controller",
        Text("Qui est responsable", "Who is responsible"),
        (
            Text(
                "{firm}, {address}, décide de l’usage de vos données. Pour toute question : {contact}.",
                "{firm}, {address}, decides how your data is used. For any question: {contact}.",
            ),
        ),
    ),
    (
        "data",
        Text("Ce que nous recueillons", "What we collect"),
        (
            Text(
                "Ce que vous nous donnez : nom, adresse électronique, CV, et si vous le souhaitez téléphone, poste actuel, lettre, "
                "message, aménagement à prévoir et réponses aux questions propres au poste. Chaque question dit pourquoi elle est "
                "posée. L’adresse de la page dit par quelle annonce vous venez, quand l’annonce l’y a écrit.",
                "What you give us: name, e-mail address, CV, and if you wish telephone, current position, letter, message, "
                "something to arrange for you, and answers to the questions of the job. Each question says why it is asked. The "
                "address of the page says through which ad you come, when the ad has written it there.",
            ),
            Text(
                "Ce que nous écrivons : les étapes de votre candidature et des notes, que vous pouvez demander à lire. Nous ne "
                "cherchons rien sur vous ailleurs ; si une autre source devait servir, nous vous la dirions.",
                "What we write: the steps of your application, and notes, which you may ask to read. We look for nothing about "
                "you elsewhere; should another source be used, we would tell you which.",
            ),
        ),
    ),
    (
        "periods",
        Text("Pourquoi, et combien de temps", "Why, and for how long"),
        (
            Text(
                "Chaque usage a sa durée. À son terme l’effacement est fait par l’outil lui-même, la nuit du jour dit.",
                "Each use has its own period. At its end the tool itself erases, in the night of the day stated.",
            ),
        ),
    ),
    (
        "recipients",
        Text("Qui y a accès", "Who has access"),
        (
            Text(
                "Les personnes chargées du recrutement pour lequel vous postulez, et les prestataires qui hébergent cet outil et "
                "acheminent le courrier, tenus à la confidentialité. Nous ne vendons, ne louons et ne prêtons rien. Aucun transfert "
                "hors de l’Union européenne.",
                "The people in charge of the recruitment you apply to, and the providers who host this tool and carry its mail, "
                "bound to confidentiality. We sell, rent and lend nothing. No transfer outside the European Union.",
            ),
        ),
    ),
    (
        "decisions",
        Text("Des décisions humaines", "Human decisions"),
        (
            Text(
                "Aucune décision automatisée, aucun classement, aucune note calculée : chaque réponse est donnée par une personne, avec "
                "un motif. Les méthodes d’évaluation vous sont annoncées avant d’être employées.",
                "No automated decision, no ranking, no computed score: every answer is given by a person, with a reason. "
                "Assessment methods are announced to you before they are used.",
            ),
        ),
    ),
    (
        "rights",
        Text("Vos droits", "Your rights"),
        (
            Text(
                "Vous pouvez obtenir une copie de vos données, les faire corriger, les faire effacer, en limiter l’usage, les recevoir "
                "sous une forme réutilisable, et vous opposer à tout usage fondé sur notre intérêt légitime, pas seulement aux messages. "
                "Ce que vous avez accepté, vous le retirez aussi simplement.",
                "You may obtain a copy of your data, have it corrected, have it erased, restrict its use, receive it in a reusable "
                "form, and object to any use based on our legitimate interest, not only to messages. What you agreed to, you "
                "withdraw just as simply.",
            ),
            Text(
                "Écrivez à {contact} : nous répondons sous un mois, sans frais. Si la réponse ne vous convient pas, vous pouvez "
                "saisir la CNIL, 3 place de Fontenoy, 75007 Paris.",
                "Write to {contact}: we answer within a month, free of charge. If the answer does not satisfy you, you may complain to the "
                "CNIL, 3 place de Fontenoy, 75007 Paris, France.",
            ),
        ),
    ),
    (
        "cookies",
        Text("Cookies", "Cookies"),
        (
            Text(
                "Aucun sur les pages publiques, formulaire compris : vous pouvez postuler en les refusant tous. L’équipe, une fois connectée, "
                "en reçoit un seul, nécessaire à sa session. Aucune mesure d’audience, aucun traceur, rien qui vienne d’un autre site.",
                "None on the public pages, the form included: you may apply while refusing them all. The staff, once signed in, receive "
                "a single one, needed for their session. No audience measurement, no tracker, nothing from another site.",
            ),
        ),
    ),
)
