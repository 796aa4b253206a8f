"""What an ad should not turn on (A4.6), as patterns in French and English.

Sources: Labour Code L.1132-1 (grounds), L.1142-1 (no sex, no family), L.5331-2 (no upper age); directive 2023/970,
article 5 (titles for everybody).
"""

import re

from ...core.text import fold
from ...core.wordlist import Passage, Wordlist
from ..policy.doubts import Doubt

_ADS = Wordlist(
    {
        Doubt.AGE: (
            r"jeunes?( (diplome|cadre|professionnel|collaborat|actif|retraite)\w*)?( et dynamiques?)?", r"age (maximum|maximal|minimum|minimal|limite|ideal|moyen)\w*", r"limite d'age",
            r"moyenne d'age", r"agee?s? (de|entre)", r"(moins|plus) de \d\d ans(?! d)", r"\d\d ans (maximum|maxi|max|au plus)|pas plus de \d\d ans|quadras?|quinquas?|(la )?(vingtaine|trentaine|quarantaine|cinquantaine)|(entre|de) [2-6]\d et [2-6]\d ans|(trop|pas) (agee?|vieux|vieille)s?", r"(1[89]|[2-6]\d) ?(a|et|-|–) ?[2-6]\d ans(?! d)",
            r"seniors? s'abstenir", r"generation [xyz]", r"digital natives?", r"millennials?", r"young(?! children)", r"youthful",
            r"(someone |person |candidate )?in (his|her|their) (early |late |mid-?)?(twenties|thirties|forties|fifties)|(too old|older|elderly|senior) (workers?|people|candidates?|applicants?)|recent grads? only|born after|year of birth|date of birth|fresh blood|mature (person|candidate|individual)s?", r"(under|below|over|above) the age of \d\d", r"(under|below|over) \d\d years (old|of age)", r"aged? (between|under|over|below|\d\d)( \d\d)?",
            r"(is|are|be) (under|below) [2-6]\d(?! (percent|people|minutes|hours|days))(?![%,.\d])", r"\d\d ?(to|and|-|–) ?\d\d years old", r"(max(imum)?|upper) age", r"age limit", r"no older than \d\d", r"recent school leavers?",
        ),
        Doubt.SEX: (
            r"(un|une|d'un|d'une) (jeune )?(homme|femme)", r"reservee?s? (aux|a des) (hommes?|femmes?)|(secretaire|assistant|comptable|hote)e? (experimentee|motivee|dynamique|discrete|souriante|organisee|chevronnee)", r"(hommes?|femmes?) (uniquement|seulement|exclusivement|souhaitee?s?|de preference)", r"sexe (masculin|feminin)",
            r"de preference (un |une )?(homme|femme|masculin|feminine?)", r"(profil|candidat|candidature|equipe|personne)e?s? (plutot )?(feminin|masculin)e?s?", r"virile?s?",
            r"hotesses?(?! ?(/|et|ou))", r"femmes? de (menage|chambre)", r"homme (d'affaires|fort|cle|de terrain|a tout faire)", r"(male|female)s?( candidates?)?", r"men only|women only",
            r"(sales|chair|business|spokes|fore|handy)(m[ae]n|wom[ae]n)", r"waitress(es)?|(air )?hostess(es)?|stewardess(es)?", r"garcons?|filles?|messieurs|demoiselles?|dames?", r"(women|men|girls|boys|ladies|females|males) (need not|should not|will not|cannot|preferred|only)", r"gentlem[ae]n|lad(y|ies)|girls?|guys?",
            r"s?he (will|must|should|is|has|reports?|works?|leads?)", r"(a|the|young) (wo)?man", r"bras droit feminin",
            r"bonnes? moeurs|bonne moralite|moralite irreprochable", r"(good|high|irreproachable) moral (character|standing)", r"hetero(sexuel\w*)?|homosexuel\w*|heterosexual|homosexual|transgenres?|transgender",
        ),
        Doubt.FAMILY: (
            r"celibataires?", r"mariee?s?|divorcee?s?", r"sans (enfants?|charges? (de famille|familiales?)|attaches?|contraintes? familiales?)",
            r"(situation|charges?|contraintes?|obligations?|attaches?|vie|projets?) (de famille|familiales?|matrimoniales?|maritales?)|etat civil|projets? de maternite|sans projet d'enfants?|(conjoint|epoux|epouse)e?s?", r"(mere|pere)s? de famille", r"jeunes? (mamans?|papas?|meres?|parents?)", r"enceintes?|grossesses?",
            r"libre de (tout|toute) (engagement|attache|contrainte)\w*", r"single (person|man|woman|candidates?)", r"(un)?married", r"(no|without) (young |small )?(children|kids|family (commitments?|obligations?|ties))",
            r"pregnan(t|cy)|(mothers?|fathers?|mums?|moms?|parents) of( young)?|young children|working mothers?|with(out)? dependants?|childless", r"family (commitments?|obligations?|situation|status)", r"marital status",
        ),
        Doubt.HEALTH: (
            r"(bonne|excellente|parfaite) (sante|condition physique|forme physique|constitution)", r"etat de sante|(aucun|sans|pas de|ni) (antecedent|probleme|souci|arret|traitement|maladie)s?( \w+){0,2} (sante|maladie|medica(l|ux)|chroniques?)|(aucun|sans|jamais d'|pas d') ?(antecedents?|arrets? maladie|depression)|depressi(f|ve|on|fs)|maladies? chroniques?", r"(pas|non) (ouvert|accessible|adapte)e?s? aux (personnes|travailleurs|candidats)( en situation de)? handicap\w*", r"certificat medical|bilan de sante|visite medicale (avant|prealable)", r"(candidat|personne|homme|femme)e?s? valides?|valides? uniquement", r"sans (handicap|problemes? de sante)", r"non[- ]fumeu(r|se)s?",
            r"(en )?pleine forme( physique)?", r"physiquement apte|aptitude physique", r"(personnes? )?handicape?e?s? s'abstenir", r"jamais malade|pas d'arrets? maladie",
            r"(good|excellent|perfect) (general )?(health|physical (condition|shape|fitness))", r"(no|without( any)?) (history of|record of)? ?(mental|chronic|long[- ]term|serious)? ?(illness|sickness|sick leave|disease|depression)|sickness record|medical (certificate|check|examination)( required)?", r"(applicants?|candidates?|people|persons?) with (a |any )?disabilit(y|ies) (cannot|will not|need not|should not)", r"physically fit|able[- ]bodied", r"(no|without( an?)?) disabilit(y|ies)", r"non[- ]smokers?", r"healthy (candidate|person|individual)s?",
        ),
        Doubt.ORIGIN: (
            r"nationalite( \w+)?( exigee| requise| obligatoire)?", r"(d'|une |origine )?origine (francaise|europeenne|africaine|maghrebine|asiatique|etrangere|ethnique|sociale|occidentale)", r"langue maternelle",
            r"(francais|anglais|allemand|espagnol|italien)e? (natif|native)s?", r"(natif|native)s? (francais|francophone|anglophone|germanophone)e?s?", r"sans (aucun )?accent", r"francais(e|es)? de souche", r"type europeen", r"bbr",
            r"(europeens?|francais|etrangers?) (uniquement|seulement|s'abstenir)", r"native( level)? (english|french|german|spanish|italian)", r"native( \w+)? speakers?", r"mother[- ]tongue",
            r"(french|eu|european|british|us) (nationals?|citizens?|passports?)( holders?)?( only)?", r"nationality", r"of \w+ origin", r"without (an |any )?accent", r"caucasian", r"white (\w+ )?(person|people|candidate|background|applicant)s?|european (background|origin|descent|appearance)|(arab|african|asian|black|foreign) (applicants?|candidates?|names?|accent)|no foreigners|foreigners",
        ),
        Doubt.BELIEFS: (
            r"religi(on|ons|euse|euses|eux|ous)", r"catholi(que|ques|c|cs)|chretien\w*|musulman\w*|protestant\w*|juifs?|juives?|muslims?|christians|(devout|practi[sc]ing) christian|jewish", r"pratiquante?s?|ramadan|priere|shabbat", r"(non[- ])?syndique\w*",
            r"(engagement|opinion|conviction)s? (politique|syndicale?|religieuse)s?", r"mandats? (electif|local|syndical)s?", r"union members?|non[- ]union", r"(not|never) be (a )?members? of (a |any )?(trade |labou?r )?(union|party|political party)", r"trade union(ist|ists)?", r"(left|right)[- ]wing( activists?)?|political activists?", r"political (views?|opinions?|affiliations?)", r"church", r"voilee?s?",
        ),
        Doubt.APPEARANCE: (
            r"(bonne|excellente|parfaite|tres bonne) presentation", r"presentation (soignee|impeccable|irreprochable|exigee)", r"physique (agreable|avantageux|attrayant)", r"(belle )?apparence( physique| soignee)?",
            r"(avec|joindre|joignez|envoyer|envoyez|et|une?|votre|plus|\+) ?(la |une |votre )?photos?( d'identite| recente)?", r"photos? (obligatoire|exigee|recente|d'identite)", r"taille minim(um|ale)|\d ?m ?\d\d (minimum|mini)|(minimum|mini) \d ?m ?\d\d", r"minimum height|height of at least|\d\d\d cm (minimum|tall|or taller)", r"minces?|sveltes?|elancee?s?|corpulen(ce|te?)", r"slim|slender", r"(attach|send|enclose|include) (a |your )?(recent )?([\w-]+ )?(photo|picture|headshot)(graph)?", r"sans (tatouages?|piercings?|barbe)", r"tatouages?|piercings?",
            r"good[- ]looking", r"attractive (person|candidate|appearance|man|woman)", r"well[- ]groomed", r"(good|smart|pleasant|attractive) appearance", r"presentable", r"with (a |your )?(recent )?(photo|picture|headshot)",
            r"(recent )?(photo|picture|headshot)s? (required|mandatory|is required|of you)", r"tattoos?",
        ),
        Doubt.RESIDENCE: (
            r"(habitant|residant|(?<!bancaire )domicilie)e?s?( (a|en|dans|pres|proche|sur)( \w+)?)?", r"(residents?|habitants?) (de|du|des) [\w' -]{2,30}s'abstenir|(habiter|resider)( \w+)? (paris|lyon|marseille|lille|intra|sur place)|(habiter|resider)( (obligatoirement|imperativement))? (a|en|dans|pres|proche|sur)( \w+)?", r"(vous )?(habitez|residez)( (obligatoirement|imperativement|deja))?( (a|en|dans|pres|proche|sur))?( \w+)?", r"domicile (a|en|dans|situe|proche)( moins de)?( \w+)?", r"hors (93|seine-saint-denis|banlieue)", r"pas de (93|banlieue)",
            r"(must|should)( (already|currently))? (live|reside)( (in|near|within|close)( \w+)?)?", r"(living|residing) (in|near|within|close)( \w+)?", r"local (candidates?|residents?) only",
        ),
        Doubt.MEANS: (
            r"interdite?s? bancaires?", r"sans (dettes?|credits?)", r"proprietaire de (son|votre) logement", r"(compte|domiciliation) bancaire( domicilie)? (en france|francaise?)", r"fichee?s? (a la |en )?banque|ficp|incidents? bancaires?", r"milieu (aise|favorise|modeste|bourgeois)|de bonne famille|famille aisee", r"(wealthy|well[- ]off|privileged|modest) (famil(y|ies)|backgrounds?)", r"french bank account", r"chomeu(r|se)s? s'abstenir", r"(beneficiaires? du )?rsa s'abstenir",
            r"(the )?unemployed (need not|will not|should not)", r"must be (currently )?employed|currently employed (only|candidates?)", r"(bulletins?|fiches?) de (salaire|paie)|(justificatif|declaration) de patrimoine|avis d'imposition|situation financiere saine|ni dettes?|surendettement|(current|last|previous) (salary|payslips?)|payslips?|no (personal )?debts?|(ayant|avec) (des |un )?(dettes?|credits?)|credit en cours|allocataires?|cas sociaux|bad credit|credit history|welfare",
        ),
    },
    spared=(
        r"jeunes? (entreprise|societe|pousse|marque|structure|fonds|maison|public|equipe de gestion)s?( innovantes?)?", r"young (company|companies|firm|business|brand|fund)( \w+)?", r"ernst (&|and|et) young",
        r"(femmes?|hommes?) ?(et|ou|/) ?(les |des |aux |d')?(femmes?|hommes?)", r"(fe)?males? ?(and|or|/) ?(fe)?males?", r"(s?he) ?(or|/) ?(s?he)( \w+)?", r"(wo)?m[ae]n ?(and|or|/) ?(wo)?m[ae]n",
        r"h[oô]tes?s?e?s? ?(/|et|ou) ?hot(esse|e)s?",
        # What says that nothing of it counts, to the end of the sentence.
        r"(quels?|quelles?) que soi(en)?t [^.!?;]*", r"sans (aucune )?(distinction|discrimination|consideration|critere)\w* (de|d'|aucune|liee?)[^.!?;]*", r"(toutes? )?discriminations?[^.!?;]*",
        r"(regardless|irrespective) of [^.!?;]*", r"without (any )?(regard|distinction|discrimination)[^.!?;]*", r"(do|does|will) not discriminate[^.!?;]*", r"equal opportunit(y|ies)[^.!?;]*", r"egalite des chances[^.!?;]*", r"egalite (professionnelle )?(entre|femmes)[^.!?;]*", r"ouverte?s? (a|aux) [^.!?;]*(handicap|toutes|tous)[^.!?;]*",
    ),
)  # fmt: skip
# A title in the feminine alone names a sex, unless it says that it does not.
_TITLES = Wordlist(
    {
        Doubt.SEX: (
            r"(assistante|directrice|consultante|avocate|collaboratrice|chargee|ingenieure|redactrice|associee|commerciale|serveuse|vendeuse|infirmiere|conseillere|gestionnaire femme|traductrice|coordinatrice|negociatrice)",
        )
    }
)
_FOR_ALL = re.compile(r"\b(ou|or)\b|[hfmd]\s*/\s*[hfmd]|[hf]\W?[hf]\b|[·(/-]|\bhomme|\bfemme|tou(te)?s genres")


def find_ad_words(title: str, description: str) -> list[Passage[Doubt]]:
    """What wants reading again in an ad in one language, each expression once."""
    alone = [] if _FOR_ALL.search(fold(title)) else _TITLES.find(title)
    return list(dict.fromkeys([*alone, *_ADS.find(f"{title}. {description}")]))
