"""The staff of the invented firm."""

from ...core.permissions import Role

STAFF = (
    ("Hélène Aubrac", "helene.aubrac@example.org", Role.ADMINISTRATOR),
    ("Claire Martin", "claire.martin@example.org", Role.RECRUITER),
    ("Antoine Vauquelin", "antoine.vauquelin@example.org", Role.HIRING_MANAGER),
    ("Nadia Cherif", "nadia.cherif@example.org", Role.PRIVACY_OFFICER),
)
NOTES = (
    "Deux opérations menées jusqu’au bout, à un poste proche du nôtre. À interroger sur la modélisation.",
    "Parcours clair, CV précis. La disponibilité convient.",
    "Cas pratique rendu à l’heure : structure solide, hypothèses expliquées, une erreur de signe corrigée à l’oral.",
    "Anglais courant confirmé pendant l’échange téléphonique.",
    "Peu d’expérience d’exécution pour ce poste ; profil à revoir pour le stage.",
)
