"""What may not be asked of a candidate (A4.2), as patterns over folded text in French and English.

Sources: Labour Code L.1221-6 and L.1132-1; the CNIL's decisions of December 2023 and April 2024 (birthplace,
nationality, family, past pay). A match is a reason to think again, overridden only in writing.
"""

import re
from enum import StrEnum

from ...core.text import fold


class Topic(StrEnum):
    """What a forbidden question is about."""

    SOCIAL_SECURITY = "social_security"
    BIRTH = "birth"
    NATIONALITY = "nationality"
    FAMILY = "family"
    HEALTH = "health"
    BELIEFS = "beliefs"
    BANK = "bank"
    APPEARANCE = "appearance"
    RECORD = "record"
    HOUSING = "housing"
    PAST_PAY = "past_pay"
    ORIGIN = "origin"
    SEX = "sex"


_PATTERNS: dict[Topic, tuple[str, ...]] = {
    Topic.SOCIAL_SECURITY: (
        r"securite sociale", r"numero (de )?secu\b", r"\bnir\b", r"social security", r"national insurance", r"\bssn\b",
        r"numero fiscal", r"tax (id|number|identification)", r"carte vitale",
    ),
    Topic.BIRTH: (
        r"\b(lieu|date|ville|pays|departement|jour|annee|commune) de (votre )?naissance", r"\bne(e|\(e\))? (le|a|en)\b",
        r"(etes|es)[- ]vous ne", r"\bquel age\b", r"\bvotre age\b", r"^age\b", r"\bage\s*[:?]?$", r"date of birth",
        r"\bbirth ?(date|day|place)?\b", r"where were you born", r"\bborn\b", r"how old", r"\byour age\b",
        r"tranche d'? ?age", r"tranche d’ ?age", r"age (group|range|bracket)", r"\bannee de naissance",
    ),
    Topic.NATIONALITY: (
        r"nationalit(e|es|y|ies)", r"citoyennete", r"citizen(ship)?", r"titre de sejour", r"carte de sejour",
        r"passport (number|country)", r"(numero|pays) de( votre)? passeport", r"immigration status",
        r"pays d'? ?origine", r"pays d’ ?origine", r"country of origin",
    ),
    Topic.FAMILY: (
        r"situation (de famille|familiale|matrimoniale|maritale)", r"etat civil", r"\bmari(e|ee|\(e\)|age)\b", r"celibataire",
        r"conjoint", r"\bepou(x|se)\b", r"\benfants?\b", r"\bcouple\b", r"\bpacse", r"divorce", r"garde d'? ?enfant",
        r"enceinte", r"grossesse", r"maternite", r"nom de jeune fille", r"marital", r"\bmarried\b", r"\bspouse\b", r"\bhusband\b",
        r"\bwife\b", r"\bchildren\b", r"\bkids\b", r"pregnan", r"\bchildcare\b", r"family (situation|status|plans?)",
        r"maiden name", r"\bsingle\b.*\bmarried\b", r"profession de (vos|votre) (parents?|pere|mere)", r"\bparents'? (job|occupation)",
        r"fonder une famille", r"projets? familia", r"start a family", r"\bpersonnes? a charge\b", r"\bdependants?\b",
    ),
    Topic.HEALTH: (
        r"\bsante\b(?! et securite)(?! publique)(?! numerique)", r"handicap", r"\brqth\b", r"maladie", r"medica(l|ux|le|ment)",
        r"arrets? (de travail|maladie)", r"\bfume", r"alcool", r"drogue", r"traitement (en cours|medic)", r"vaccin",
        r"\bhealth\b(?! and safety)(?!care)(?! sector)", r"disab", r"illness", r"\bsick (leave|days)", r"\bsmok", r"\bdrugs?\b",
        r"medication", r"depress", r"groupe sanguin", r"blood (type|group)", r"\balcohol\b",
    ),
    Topic.BELIEFS: (
        r"religi", r"\bcroyan(t|ce)", r"politique(s)?\b.*(opinion|parti|engage|sensib|avis)",
        r"(opinions?|parti|convictions?|engagements?|orientation|sensibilite) (politique|syndica|philosoph)",
        r"syndica", r"\bpolitical (opinion|party|view|affiliation)", r"trade union", r"\bunion member", r"\bvote(z|d)?\b",
        r"franc[- ]macon", r"freemason", r"\bphilosoph.*(conviction|croyance)", r"\bfaith\b", r"\bchurch\b",
    ),
    Topic.BANK: (r"\biban\b", r"\brib\b", r"coordonnees bancaires", r"compte bancaire", r"bank (account|details)", r"\bcredits? en cours",
                 r"surendett", r"\bdebts?\b.*\byou\b|personal debts?", r"domiciliation bancaire"),
    Topic.APPEARANCE: (
        r"\b(votre )?taille( et| \(cm\)|\s*[:?]?$)", r"\bpoids\b", r"apparence", r"\bphoto", r"couleur (de|des) (peau|yeux|cheveux)",
        r"\bheight\b", r"\bweight\b", r"appearance", r"skin colou?r", r"tatou", r"tattoo", r"\bpicture of you", r"selfie", r"headshot",
    ),
    Topic.RECORD: (r"casier", r"condamn", r"criminal record", r"convict", r"\barrest", r"garde a vue", r"antecedents judiciaires", r"police record"),
    Topic.HOUSING: (
        r"proprietaire (ou|de)\b", r"locataire", r"\bloyer", r"logement", r"habitez[- ]vous (seul|chez)", r"own (or rent|your home|a house)",
        r"\brent or own", r"\btenant", r"your housing", r"type of housing",
    ),
    Topic.PAST_PAY: (
        r"(salaire|remuneration|paie|package|bonus|variable|fixe)s?\b.*\b(actuel|precedent|dernier|passe|anterieur|aujourd)",
        r"\b(actuel|precedent|dernier|ancien|anterieur)(le|ne|e)?s?\b.*\b(salaire|remuneration|paie|package|bonus)",
        r"(bulletins?|fiches?) de (paie|salaire)", r"combien gagn", r"historique (de|des) (salaire|remuneration)",
        r"\b(current|previous|last|past|prior|present|existing)\b.*\b(salary|pay|compensation|remuneration|package|bonus|earnings|wages?)\b",
        r"\b(salary|pay|compensation|wage) history", r"\bpay ?slips?", r"how much (do|did|are) you (earn|mak|paid)", r"\bw-?2\b",
        r"what (do|did) you earn", r"avis d'? ?imposition", r"avis d’ ?imposition",
    ),
    Topic.ORIGIN: (
        r"\borigines?\b(?! des fonds)(?! de la candidature)", r"\bethni", r"\brace\b", r"\bracial", r"langue maternelle", r"mother tongue",
        r"native (language|speaker|tongue)", r"\bancest",
    ),
    Topic.SEX: (r"\bsexe\b", r"\bsex\b", r"orientation sexuelle", r"sexual orientation", r"identite de genre", r"\bgender\b", r"\bgenre\s*[:?]?$",
                r"homme ou femme", r"male or female", r"\bhomosexu", r"\btransgenre|\btransgender"),
}  # fmt: skip
_COMPILED = {topic: re.compile("|".join(patterns)) for topic, patterns in _PATTERNS.items()}
# Asked rightly and often: these words take the sting out of a match.
_ALLOWED = re.compile(
    r"(autorisation|droit) (de|a) travail|right to work|work permit|amenagement|accommodation"
    r"|pretentions|souhaite|attendu|expected|expectations|desired"
    r"|secteur (de la |du )?(sante|logement|medical)|health ?care|capital[- ]?(sante|risque)"
)


def find_forbidden(label: str) -> Topic | None:
    """The first forbidden topic that ``label`` seems to ask about, or None."""
    text = fold(label).replace("’", "'")
    for topic, pattern in _COMPILED.items():
        if pattern.search(text) and not (_ALLOWED.search(text) and topic in _EXCUSABLE):
            return topic
    return None


_EXCUSABLE = {Topic.NATIONALITY, Topic.HEALTH, Topic.HOUSING, Topic.PAST_PAY}
