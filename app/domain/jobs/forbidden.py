"""What may not be asked of a candidate (A4.2), as patterns over folded text in French, English and German.

Sources: Labour Code L.1221-6 and L.1132-1; the CNIL's decisions of December 2023 and April 2024 (birthplace,
nationality, family, past pay). A match is a reason to think again, overridden only in writing;
past and current pay, for no reason at all (Directive 2023/970, article 5).
"""

import re
from enum import StrEnum
from functools import cache

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
        r"securite sociale", r"(numero|n°|no) (de )?secu\b", r"(numero|n°|no) (d')?insee", r"\bnir\b", r"social security", r"national insurance",
        r"\bssn\b", r"numero fiscal", r"tax (id|number|identification)", r"carte vitale",
        r"sozialversicherung", r"\b(sv|rv|steuer)[- ]?(nummer|nr|id)\b", r"rentenversicherung", r"versicherungs(nummer|ausweis)", r"steueridentifikation", r"\b(ihre|welche)\w* krankenkasse",
    ),
    Topic.BIRTH: (
        r"\bnaissance\b", r"\bne(e|\(e\))? (le|a|en)\b", r"(etes|es)[- ]vous ne", r"\b(quel|votre|d') ?age\b", r"^age\b", r"\bage\s*[:?]?$",
        r"tranche d' ?age", r"birth", r"\bborn\b", r"\bd\.?o\.?b\b", r"how old", r"\byour age\b", r"age (group|range|bracket)", r"\banniversaire",
        r"\b(plus|moins) de \d\d ans\b(?! d'experience)", r"\bare you (over|under|above|below) \d\d\b", r"\bretraite\b.*\b(quand|age|partir)",
        r"geburts(?!name)", r"geboren", r"\bwie alt\b", r"^alter\b", r"\b(ihr|welches) alter\b", r"^jahrgang\b", r"altersgruppe", r"rentenalter|\bin (die )?rente\b",
    ),
    Topic.NATIONALITY: (
        r"nationalit(e|es|y|ies)", r"citoyen", r"citizen", r"(titre|permis) de sejour", r"carte de (sejour|resident)", r"passe?port",
        r"immigration", r"pays d' ?origine", r"country of origin", r"(etes|es)[- ]vous (francais|europeen|etranger)", r"\bnaturalis", r"vivez[- ]vous en france", r"(long|when) .*\b(lived?|living|arrived?) in france",
        r"\bare you (french|european|a foreigner)\b", r"\b(french|european|eu|foreign) national\b", r"carte (nationale )?d'identite", r"\bidentity card",
        r"staatsangehorig", r"staatsburger", r"nationalitat", r"\bpass\b.*\b(sie|ihr)|\bpassnummer|reisepass|personalausweis", r"aufenthaltstitel|aufenthaltsstatus", r"herkunftsland", r"\b(eu|unions)-?burger", r"\bsind sie (deutsche?r?|auslander)\b", r"seit wann leben sie in",
    ),
    Topic.FAMILY: (
        r"(situation|etat|statut|regime) (de famille|familiale?|matrimoniale?|maritale?)", r"etat civil", r"\bmari(e|ee|\(e\)|age|s)?\b",
        r"celibataire", r"conjoint", r"concubin", r"\b(votre|un) (compagnon|compagne)\b", r"\bepou(x|se)\b", r"\bvotre femme\b", r"\benfants?\b", r"\bbebe",
        r"\bcouple\b", r"\bpacse", r"divorce", r"\bveu(f|ve)\b", r"mode de garde", r"enceinte", r"grossesse", r"maternite", r"paternite",
        r"conge parental", r"nom de jeune fille", r"marital", r"\bmarried\b", r"\bspouse\b", r"\bhusband\b", r"\bwife\b", r"\bfiance",
        r"\bhave (a |children|kids)\b.*\b(partner|boyfriend|girlfriend|children|kids)", r"\bchild(ren)?\b", r"\bkids\b", r"\bbab(y|ies)\b",
        r"pregnan", r"\bchildcare\b", r"(parental|maternity|paternity) leave", r"family (situation|status|plans?|obligations?|commitments?|name at)",
        r"maiden name", r"profession (de (vos|votre)|des|du|de la) (parents?|pere|mere)", r"\bparents?'? (job|occupation|profession)",
        r"fonder une famille", r"(projets?|contraintes?|obligations?|charges?|vie) (de famille|familia)", r"start(ing)? a family",
        r"\bpersonnes? a charge\b", r"\bdependants?\b|\bdependents?\b", r"what (do|does) your (parents?|father|mother)", r"vos parents",
        r"\b(eine|ihre) familie\b|familienstand|familienplanung|familiare|familienstatus|familienverhaltnis", r"\bkinder|\bkind\b(?! of)|nachwuchs", r"verheiratet|\bledig\b|geschieden|verwitwet|verlobt|\bheirat", r"schwanger", r"\behe(partner|mann|frau|gatt)|lebenspartner|lebensgefahrt", r"elternzeit|mutterschutz|alleinerziehend|unterhaltspflicht", r"(beruf|beschaftigung) (ihrer|der|des) (eltern|vaters|mutter)", r"geburtsname|madchenname",
    ),
    Topic.HEALTH: (
        r"\bsante\b(?! et securite)(?! publique)(?! numerique)", r"handicap", r"\brqth\b", r"maladie", r"\bmalade",
        r"medica(l|ux|le|ment)(?! (device|sector|research|technolog))", r"arrets? (de travail|maladie)", r"\bfume", r"allerg", r"problemes? (de dos|physique)", r"\blunettes\b", r"votre sommeil", r"vous un traitement",
        r"alcool", r"drogue", r"traitement (en cours|medic)", r"vaccin", r"hospitalis", r"burn[- ]?out", r"depress", r"invalidite",
        r"accident(s)? du travail", r"operations? chirurgica", r"psych(olog|iatr)(ue|iste)?s?\b.*\b(suivi|consult|vous)", r"suivi(e)? par un psy",
        r"\bhealth\b(?! and safety)(?!care)(?! sector)", r"disab", r"impairment", r"illness", r"\bsick\b", r"\bsmok", r"\bdrugs?\b", r"medication",
        r"groupe sanguin", r"seropositi", r"\bvih\b|\bhiv\b", r"blood (type|group)", r"\balcohol\b", r"workers'? compensation", r"\bsurger", r"\bhospitali[sz]", r"\bdisease",
        r"mental(ly)? (health|ill)", r"therap(y|ist)\b",
        r"gesundheit(lich|szustand|sprobleme|sfragen|\b)", r"\b(sind|waren) sie gesund\b", r"krankheit|erkrankung|krankgeschrieben|\bkrank\b|fehltage|fehlzeiten", r"behinder", r"medikament", r"\brauche(n sie|r)", r"alkohol|\bdrogen", r"psychisch|psychotherap", r"impfung|geimpft|impfstatus", r"krankenhausaufenthalt", r"korperliche einschrankung", r"\bgdb\b",
    ),
    Topic.BELIEFS: (
        r"religi", r"\bcroyan(t|ce)", r"\b(non[- ])?pratiquant", r"politique(s)?\b.*(opinion|parti\b|engage|sensib|avis)",
        r"(opinions?|parti|convictions?|engagements?|orientation|sensibilite|preferences?|idees) (politique|syndica|philosoph|personnel)", r"(engagement|bord|militan)\w*\b.*\bpolitique", r"\bconfession\b",
        r"mangez[- ]vous|do you eat",
        r"syndica(?!t(ion)? (bancaire|de (preteurs|banques|placement)))(?!tion)", r"syndique", r"carte d'un parti", r"\bmesse\b", r"ramadan",
        r"\bshabb?at", r"\bmosquee|\beglise\b|\bsynagogue", r"\bhal+al\b|\bcasher\b|\bkosher\b", r"\bpolitical (opinion|part(y|ies)|view|affiliation|belief|lean)",
        r"(trade|labou?r) union", r"\b(in|to|of) (a|any|the) (trade |labou?r |workers'? )?union\b(?! of)", r"\bunion (member|rep)", r"(?<!droit de )(?<!droits de )(?<!assemblee et )\bvot(e|ez|ed|er)\b(?! right)", r"franc[- ]macon", r"freemason", r"\bfaith\b",
        r"\bchurch\b|\bmosque\b", r"holidays do you observe|(religious|observe) holidays", r"\bmandat (electif|local|de conseiller)", r"\bpray(er)?\b",
        r"\bvoile\b|\bheadscarf|\bhijab",
        r"konfession", r"\bglaube", r"kirchen?", r"gewerkschaft", r"politische[nrs]? (partei|einstellung|uberzeugung|meinung|gesinnung|aktivitat|engagement)|parteimitglied|\bwelche[rnms]? partei|mitglied einer partei", r"betriebsrat", r"\bmoschee|\bsynagoge|kopftuch", r"weltanschauung",
    ),
    Topic.BANK: (
        r"\biban\b", r"\brib\b", r"coordonnees bancaires", r"compte (bancaire|en banque)", r"bank (account|details)", r"\bcredits? en cours",
        r"surendett", r"endett[ée]", r"interdit bancaire", r"fich(e|ee) a la banque", r"\bdebts?\b.*\byou (have|owe)\b|(personal|outstanding) debts?",
        r"domiciliation bancaire", r"banque\b.*\bdomicili", r"(credit (score|card)|your credit rating)", r"\b(vos|votre) (dettes?|patrimoine|credits?)\b",
        r"\b(votre|un) decouvert\b", r"identite bancaire", r"saisie sur salaire", r"\bbankrupt",
        r"bankverbindung|kontonummer|bankleitzahl|bankkonto|kontodaten|kontoinhaber", r"schufa|bonitat|kreditwurdig", r"\b(ihre|haben sie|private) schulden|verschuldet|(gehalts|lohn)pfandung|privatinsolvenz|vermogensverhaltnisse",
    ),
    Topic.APPEARANCE: (
        r"\bvotre taille\b", r"^taille( et|\s*\(| en cm|\s*[:?]?$)", r"\b(votre|et) poids\b", r"^poids\b(?! de)", r"combien (mesur|pes)ez", r"apparence", r"corpulence", r"mensuration",
        r"(votre|une|la|identite|joignez|portrait).*\bphoto", r"^photo(s|graphies?)?\b(?! de (marche|situation))", r"\bphoto(graph)?\b", r"\bselfie",
        r"couleur (de|des|de vos|de votre) (peau|yeux|cheveux)", r"\b(your|and) height\b", r"^height\b", r"\b(your|and) weight\b", r"^weight\b",
        r"how (tall|much do you weigh)", r"appearance", r"skin colou?r", r"(hair|eye) colou?r", r"tatou", r"tattoo", r"\bpiercing",
        r"\bpicture of you", r"headshot", r"description physique|physical description",
        r"korpergrosse|korpergewicht|^gewicht\b|\bihr gewicht|wie gross sind sie|wie viel wiegen", r"(bewerbungs|pass|portrat|licht|profil)(foto|bild)|\bfoto\b", r"haarfarbe|augenfarbe|hautfarbe|tatowier|ihr aussehen|konfektionsgrosse|korperbau",
    ),
    Topic.RECORD: (
        r"casier", r"condamn", r"criminal", r"convict(?!ions? (were|was|is|are|about))", r"\bfelon(y|ies)\b", r"\barrest", r"garde a vue",
        r"antecedents judiciaires", r"(police|court) record", r"poursuites (penales|judiciaires)", r"\bprison\b|\bjail\b", r"charged with a",
        r"(demeles avec|affaire a) la justice", r"extrait du bulletin", r"mis en examen",
        r"vorbestraft|vorstrafe|fuhrungszeugnis|ermittlungsverfahren|strafverfahren|straffallig|straftat|strafregister|verurteilt|gefangnis|haftstrafe",
    ),
    Topic.HOUSING: (
        r"proprietaire (ou|de votre)\b", r"\bvous (etes )?proprietaire\s*\?*$", r"locataire", r"\bloyer", r"(?<!secteur du )(?<!financement du )\blogement(?! social)", r"hebergement actuel",
        r"habitez[- ]vous (seul|chez)", r"vivez[- ]vous (seul|chez)", r"own (or rent|your home|a (house|home|flat))", r"\brent (or own|your)", r"\btenant",
        r"\blive alone\b", r"\blive with\b", r"your housing", r"type of housing", r"residence principale",
        r"leben sie mit|\bzur miete|\bmieter\b|\bihre[rn]? (monatliche[nr]? )?miete\b|\bmiete\b.*\bsie\b|mietverhaltnis|mietwohnung", r"eigentumer(in)? (ihrer|der|einer) (wohnung|immobilie)|eigentumswohnung|wohneigentum|eigenheim", r"wohnsituation|wohnverhaltnis|wohnen sie (allein|bei|zur)|mit wem wohnen",
    ),
    Topic.PAST_PAY: (
        r"(salaire|salariale?|remuneration|paie|package|bonus|variable|fixe)s?\b.*\b(actuel|precedent|dernier|passe|anterieur|aujourd|de sortie|de depart)",
        r"\b(actuel|precedent|dernier|ancien|anterieur)(le|ne|e)?s?\b.*\b(salaire|remuneration|paie|package|bonus)",
        r"(bulletins?|fiches?) de (paie|paye|salaire)", r"combien (gagn|touch|etes[- ]vous paye)", r"historique (de|des) (vos )?(salaire|remuneration)",
        r"(salaire|remuneration|bonus)\b.*\b(percev|touch|gagn|perc)", r"\b(percev|touch|gagn)(ez|iez)\b.*\b(salaire|remuneration|bonus)",
        r"\b(current(ly)?|previous|last|past|prior|present|existing|former|latest)\b.*\b(salary|salaries|pay|paid|compensation|remuneration|package|bonus|earn(ings?)?|wages?)\b",
        r"\b(salary|salaries|pay|paid|compensation|remuneration|bonus|wages?|earn(ing)?)\b.*\b(current(ly)?|previous|last|past|present|former|today|now)\b",
        r"^(quel(le)? est )?(votre|vos) (salaire|remuneration|package)s?( (annuel|mensuel|brut|net|fixe)(le)?s?)*\s*[:?]*$",
        r"^(what is |what's )?your ((annual|base|gross|total) )*(salary|pay|compensation|remuneration|package|wages?)\s*[:?]*$",
        r"\b(current|previous|last|present) (comp|ctc)\b", r"\b(salary|salaries|compensation|remuneration|earnings) to date\b",
        r"\b(salary|pay|compensation|wage) history", r"\bpay ?(slip|stub)s?", r"how much (do|did|are|were) you (currently )?(earn|mak|paid)", r"\bw-?2\b",
        r"what (do|did|are|were) you (currently )?earn", r"avis d' ?imposition", r"\bcurrent base\b",
        r"\b(aktuell|derzeitig|jetzig|letzt|bisherig|vorherig|fruher|gegenwartig|momentan)\w*\b.*(gehalt|verdienst|lohn|vergutung|einkommen|bonus)", r"(gehalt|verdienst|lohn|vergutung|einkommen)\w*\b.*\b(aktuell|derzeit|bisher|zuletzt|momentan|letzten|vorherigen|fruheren)",
        r"\bverdient\b|\bverdien(en|ten|st)\b.*\b(sie|momentan|derzeit|aktuell|bisher)", r"(gehalts|lohn)(abrechnung|nachweis|historie|verlauf)|^ihr gehalt\b",
    ),
    Topic.ORIGIN: (
        r"\borigines?\b(?! des (fonds|operations|dossiers))(?! de la candidature)", r"originaire", r"d'ou venez", r"\boriginally from", r"where are you from", r"\bethni",
        r"\brace\b", r"\bracial", r"langue maternelle", r"mother tongue", r"native (\w+ )?(language|speaker|tongue)", r"\bancest", r"\bracines\b",
        r"your (roots|heritage)\b",
        r"migrationshintergrund|\bherkunft\b|abstammung|\bstammen (sie|ihre)|volksgruppe|\brasse\b|ethnisch|muttersprach|woher kommen sie",
    ),
    Topic.SEX: (
        r"\bsexe\b", r"\bsex\b", r"orientation sexuelle", r"sexual", r"identite de genre", r"\bgender\b", r"\bgenre\s*[:?]?$", r"homme ou (une )?femme",
        r"femme ou (un )?homme", r"un homme\b.*\bune femme\b", r"civilite", r"male or female", r"\bhomosexu|\bhetero|\bgay\b|\blesb", r"\btransgenre|\btransgender", r"\bpronouns?\b|\bpronoms?\b",
        r"geschlecht", r"sexuell|\bschwul\b|lesbisch", r"mannlich oder weiblich|weiblich oder mannlich|mann oder (eine )?frau|frau oder (ein )?mann|^anrede\b",
    ),
}  # fmt: skip
# Asked rightly and often: these words take the sting out of a match.
_ALLOWED = re.compile(
    r"(autorisation|droit) (de|a) travail|right to work|work permit|amenagement|accommodation"
    r"|pretentions|souhaite|attendu|expected|expectations|desired"
    r"|(secteur|metiers?|domaine|monde) (de la |du )?(sante|logement|medical)|(travaill\w+|exerc\w+|experience|poste|mission\w*) (deja )?(dans|de|en) (la )?sante\b|health ?care|capital[- ]?(sante|risque)"
)
# One way of writing both: né(e), né·e, né.e.
_BOTH = re.compile(r"(?<=\w)[·•.]e\b")
_EXCUSABLE = {Topic.NATIONALITY, Topic.HEALTH, Topic.HOUSING, Topic.PAST_PAY}
# Past pay and hopes in one breath is past pay still.
_NO_EXCUSE = re.compile(
    r"(salaire|remuneration|package|bonus)s?[\s:(/&-]+((brute?|nette?|fixe|annuel(le)?|(souhaitee?|attendue?)( et| ou)?)[\s:(/&-]+)*(actuel|precedent|dernier|anterieur)"
    r"|\b(actuel|precedent|dernier|ancien|anterieur)(le|ne|e)?s? (salaire|remuneration|package|bonus)"
    r"|\b(current|previous|last|past|prior|present)[\s/&,-]+((and|or|expected|desired|base|gross|total|annual)[\s/&,-]+)*"
    r"(salary|pay|compensation|remuneration|package|bonus)\b"
    r"|\b(salary|pay|compensation|remuneration|package|bonus)\s*[:(]\s*((and|or|expected|desired)[\s/&,-]+)*(current|previous|last|present|past)\b"
)


def find_forbidden(label: str) -> Topic | None:
    """The first forbidden topic that ``label`` seems to ask about, or None."""
    return next(iter(find_topics(label)), None)


def find_topics(label: str) -> list[Topic]:
    """Every forbidden topic that ``label`` seems to ask about."""
    text = _BOTH.sub("(e)", fold(label))
    return [topic for topic, pattern in _compiled().items() if pattern.search(text) and not _is_excused(text, topic)]


@cache
def _compiled() -> dict[Topic, re.Pattern[str]]:
    # When first asked for: to make them takes longer than the rest of a room, and a start needs none.
    return {topic: re.compile("|".join(patterns)) for topic, patterns in _PATTERNS.items()}


def _is_excused(text: str, topic: Topic) -> bool:
    return topic in _EXCUSABLE and bool(_ALLOWED.search(text)) and not _NO_EXCUSE.search(text)
