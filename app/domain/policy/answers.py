"""Words to begin an answer with, for each right; the officer makes them fit (A9)."""

from collections.abc import Mapping

from .texts import Text

ANSWERS: Mapping[str, Text] = {
    "access": Text(
        "Vous trouvez dans votre espace une copie complète de vos données : une page à lire, un fichier JSON "
        "et vos documents. Elle dit aussi d’où elles viennent, à quoi elles servent, jusqu’à quand, et à qui "
        "elles ont été transmises.",
        "On your own pages you find a whole copy of your data: a page to read, a JSON file and your "
        "documents. It also says where the data comes from, what it serves, until when, and to whom it was "
        "passed on.",
    ),
    "rectification": Text(
        "Nous avons corrigé ce que vous nous avez indiqué, et l’avons fait savoir à ceux à qui ces données "
        "avaient été transmises.",
        "We have corrected what you told us, and let those know to whom the data had been passed on.",
    ),
    "erasure": Text(
        "Vos données sont effacées. Les sauvegardes qui les contiennent encore disparaissent à leur terme, et"
        " aucune ne peut les faire revenir.",
        "Your data is erased. The backups that still hold it go at the end of their time, and none can bring it back.",
    ),
    "restriction": Text(
        "Vos données sont mises à l’écart : l’équipe ne peut plus ni les lire ni les modifier. Nous vous "
        "écrirons avant que cela prenne fin.",
        "Your data is set apart: the team can neither read nor change it any more. We write to you before that ends.",
    ),
    "portability": Text(
        "Vous trouvez dans votre espace vos données sous une forme réutilisable (JSON, au format publié sur "
        "notre site) et vos documents d’origine.",
        "On your own pages you find your data in a reusable form (JSON, in the format published on our site) "
        "and your original documents.",
    ),
    "objection": Text(
        "Nous avons cessé l’usage auquel vous vous opposez.",
        "We have stopped the use to which you object.",
    ),
    "other": Text(
        "",
        "",
    ),
    "unknown": Text(
        "Aucune candidature n’est liée à l’adresse électronique depuis laquelle vous nous écrivez, et nous ne gardons "
        "rien d’autre sous cette adresse que cette demande. Si vous avez postulé avec une autre adresse, écrivez-nous "
        "depuis celle-ci : rien d’autre n’est nécessaire pour vous reconnaître.",
        "No application is tied to the e-mail address from which you write, and we keep nothing else under it than "
        "this request. If you applied with another address, write to us from that one: nothing else is needed to "
        "know you.",
    ),
    "unknown_on_paper": Text(
        "Votre lettre ne donne pas l’adresse électronique par laquelle nous connaissons qui a postulé. À notre "
        "connaissance, nous ne gardons rien d’autre de vous que cette demande. Si vous avez postulé ou si vous nous "
        "avez écrit par notre site, indiquez-nous l’adresse électronique que vous aviez alors donnée.",
        "Your letter does not give the e-mail address by which we know who applied. As far as we know, we keep nothing "
        "else of you than this request. If you applied, or wrote to us through our site, tell us the e-mail address "
        "that you gave then.",
    ),
    "proof_on_paper": Text(
        "Nous n’avons pas pu nous assurer que cette demande vient de vous. Indiquez-nous, en réponse, l’adresse "
        "électronique et la référence de votre candidature, ou faites cette demande depuis votre espace. Ne nous "
        "envoyez pas de pièce d’identité.",
        "We could not make sure that this request comes from you. Tell us, in answer, the e-mail address and the "
        "reference of your application, or make this request on your own pages. Do not send us an identity document.",
    ),
    "proof": Text(
        "Nous n’avons pas pu nous assurer que cette demande vient de vous. Connectez-vous à votre espace avec "
        "l’adresse électronique de votre candidature et dites-y que la demande vient de vous, ou répondez à ce message "
        "depuis cette adresse. Ne nous envoyez pas de pièce d’identité.",
        "We could not make sure that this request comes from you. Sign in to your own pages with the e-mail address of "
        "your application and say there that it comes from you, or answer this message from that address. Do not send "
        "us an identity document.",
    ),
    "proof_elsewhere": Text(
        "Nous n’avons pas pu nous assurer que cette demande vient de vous : aucune candidature n’est liée à cette "
        "adresse. Faites-la depuis votre espace, qui s’ouvre avec l’adresse électronique de votre candidature, ou "
        "écrivez-nous depuis celle-ci. Ne nous envoyez pas de pièce d’identité.",
        "We could not make sure that this request comes from you: no application is tied to this address. Make it on "
        "your own pages, which open with the e-mail address of your application, or write to us from that one. Do not "
        "send us an identity document.",
    ),
}

# What the button of a person's own pages says in their name.
OBJECTS = Text(
    "Je m’oppose à ce que mon dossier soit gardé après la réponse.",
    "I object to my file being kept after the answer.",
)


def answer_template(name: str, locale: str) -> str:
    """The words to begin with: by the right that is asked for, or by who asks."""
    return ANSWERS[name].in_language(locale)
