"""The invented firm: its staff and its words."""

from ...core.permissions import Role
from ...domain.firm.enums import Words

STAFF = (
    ("Hélène Aubrac", "helene.aubrac@example.org", Role.ADMINISTRATOR),
    ("Claire Martin", "claire.martin@example.org", Role.RECRUITER),
    ("Antoine Vauquelin", "antoine.vauquelin@example.org", Role.HIRING_MANAGER),
    ("Nadia Cherif", "nadia.cherif@example.org", Role.PRIVACY_OFFICER),
    # C3.2: what an authority asks for takes two people; A2.13: who opens the archive.
    ("Marc Delaunay", "marc.delaunay@example.org", Role.LITIGATION),
)
NOTES = (
    "Deux opérations menées jusqu’au bout, à un poste proche du nôtre. À interroger sur la modélisation.",
    "Parcours clair, CV précis. La disponibilité convient.",
    "Cas pratique rendu à l’heure : structure solide, hypothèses expliquées, une erreur de signe corrigée à l’oral.",
    "Anglais courant confirmé pendant l’échange téléphonique.",
    "Peu d’expérience d’exécution pour ce poste ; profil à revoir pour le stage.",
)
WORDS = {
    Words.TAGLINE: {
        "fr": "Conseiller des entrepreneurs, avec méthode et discrétion.",
        "en": "Advising entrepreneurs, with method and discretion.",
    },
    Words.ABOUT: {
        "fr": "Quatorze personnes, à Paris et à Lyon, conseillent des dirigeants-actionnaires dans la cession, la transmission et "
        "l’ouverture du capital de leur entreprise.\n\nUn associé sur chaque dossier, trois personnes par opération, et le goût du "
        "travail vérifié.",
        "en": "Fourteen people, in Paris and Lyon, advise owner-managers on selling, handing over or opening the capital of their "
        "company.\n\nA partner on every file, three people on every deal, and a taste for work that has been checked.",
    },
    Words.HIRING: {
        "fr": "- **Vous écrivez.** Trois champs et un CV, sans compte\u202f: environ une minute.\n"
        "- **Nous lisons.** Une personne lit chaque candidature\u202f; aucune machine ne trie, ne classe ni n’écarte.\n"
        "- **Nous nous rencontrons.** Un associé, puis un cas pratique annoncé à l’avance.\n"
        "- **Vous avez une réponse**, motivée, au jour que dit l’annonce.",
        "en": "- **You write.** Three fields and a CV, without an account: about a minute.\n"
        "- **We read.** A person reads every application; no machine sorts, ranks or rejects.\n"
        "- **We meet.** A partner, then a case study that is announced beforehand.\n"
        "- **You get an answer**, with its reason, by the day that the ad states.",
    },
    Words.MAIL_FOOTER: {
        "fr": "Aubrac & Vauquelin, 14 rue de la Pépinière, 75008 Paris",
        "en": "Aubrac & Vauquelin, 14 rue de la Pépinière, 75008 Paris, France",
    },
}
