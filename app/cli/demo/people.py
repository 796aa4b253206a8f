"""People who do not exist, drawn from lists with a fixed seed: the same seed gives the same people."""

import random
from dataclasses import dataclass

from ...core.text import slugify

FIRST = (
    "Camille Éloïse Mehdi Joséphine Thomas Ana Louis Inès Paul Sarah Hugo Léa Nassim Chloé Antoine Maëlys Yanis Clara Victor Aïcha "
    "Baptiste Zoé Karim Juliette Raphaël Manon Ibrahima Alice Maxime Fatou Gabriel Lucie Samir Anaïs Arthur Salomé Théo Amina Nicolas "
    "Jeanne Adrien Capucine Ousmane Mathilde Quentin Lina Pierre-Yves Marie-Laure Jean-Baptiste Anne-Sophie Élise Rémi Solène Kévin Nour "
    "Valentin Aurélie Driss Margaux Florent Céline Mamadou Hélène Gaspard Sofia Benoît Noémie Rayan Constance Émile Ophélie Tuan Agathe "
    "Simon Yasmine Étienne Victoire Malik Pauline Corentin Leïla Guillaume Ambre Bilal Charlotte Loïc Mélanie Dao Bérénice Alexandre"
).split()
LAST = (
    "Durand Nguyen Benali Lefèvre Ferreira Garnier Moreau Rousseau Cohen Mercier Diallo Lambert Faure Traoré Girard Haddad Bonnet Pereira "
    "Chevalier Keita François Lemaire Tran Morin Cissé Fournier Leroux Martinez Barbier Gauthier Dumas Brun Marchand Noël Lévy Renaud "
    "Aubert Roux Caron Picard Vidal Delattre Masson Ouedraogo Colin Bertrand Schmitt Weber Bailly Perrin Joly Carpentier Meunier Charpentier "
    "Da-Silva Blanchard Guérin Royer Kowalski Hamdi Rivière Besson Tessier Lacroix Mallet Poirier Fabre Prévost Hervé Zidane Monnier Le-Goff "
    "Kaboré Rolland Maillard Chauvin Leclercq Bouvier Pons Sissoko Grondin Delorme Jacquet Savary Aubry Hoarau Coulibaly Vasseur Legrand"
).split()
NOBLE = ("de La Tour", "du Plessis", "de Saint-Aubin", "d’Ormesson-Valette", "van den Berghe", "El Mansouri Alaoui")
POSITIONS_FR = (
    "Analyste, banque d’affaires", "Stagiaire M&A, boutique", "Auditeur, transaction services", "Master en finance, fin d’études",
    "Analyste crédit, banque", "Consultante en stratégie", "Contrôleur de gestion, groupe industriel", "Chargée d’affaires entreprises",
    "Assistante de direction, cabinet d’avocats", "Comptable unique, société de services", "Ingénieure, reconversion en finance",
    "Analyste dette privée", "Collaborateur en expertise comptable", "Étudiant en troisième année", "Responsable administrative, PME",
)  # fmt: skip
POSITIONS_EN = (
    "Analyst, investment bank", "M&A intern, boutique", "Associate, transaction services", "Final-year master’s student",
    "Credit analyst, corporate bank", "Strategy consultant", "Financial controller, industrial group", "Private debt analyst",
)  # fmt: skip
SCHOOLS_FR = (
    "Master Finance d’entreprise, université", "Programme grande école, école de commerce", "Diplôme d’ingénieur",
    "Licence d’économie et gestion", "Diplôme de comptabilité et de gestion", "Classe préparatoire économique",
)  # fmt: skip
SCHOOLS_EN = (
    "MSc in Corporate Finance, university", "Master in Management, business school", "Engineering degree", "BSc in Economics",
)  # fmt: skip
LANGUAGES_FR = (
    "anglais C1",
    "anglais courant",
    "espagnol B2",
    "allemand B1",
    "portugais courant",
    "arabe",
    "italien B2",
)
LANGUAGES_EN = ("English, fluent", "French C1", "German B2", "Spanish B1", "Italian B2")
DEEDS_FR = (
    "Modélisation financière d’une cession de 40 M€ dans les services aux entreprises",
    "Revue de la qualité des résultats d’un groupe familial",
    "Rédaction d’un mémorandum d’information de 80 pages",
    "Suivi de la data room et des questions des acquéreurs",
    "Refonte du reporting mensuel, délai ramené de douze à cinq jours",
    "Négociation d’un crédit syndiqué de 25 M€ avec quatre banques",
    "Étude du marché français de la maintenance prédictive",
    "Organisation de l’agenda et des déplacements de trois associés",
)
DEEDS_EN = (
    "Financial model for the sale of a 40 M€ business-services company",
    "Quality-of-earnings review of a family-owned group",
    "Drafted an 80-page information memorandum",
    "Ran the data room and the bidders’ questions",
    "Rebuilt the monthly reporting, from twelve days down to five",
    "Market study of predictive maintenance in Europe",
)


@dataclass(frozen=True)
class Persona:
    """One person: enough for a form, a CV and a letter. Addresses are on example.org, phones in the fictive ranges."""

    name: str
    email: str
    phone: str
    position: str
    locale: str
    deeds: tuple[str, ...]
    schools: tuple[str, ...]
    languages: tuple[str, ...]
    year: int


def draw_persona(number: int, seed: int = 2026) -> Persona:
    """The person of that number; numbers never share an address."""
    draw = random.Random(f"{seed}-{number}")  # noqa: S311  invented people need no secrecy
    locale = "en" if draw.random() < 0.22 else "fr"
    name = _name(draw)
    positions, deeds, schools, languages = (
        (POSITIONS_EN, DEEDS_EN, SCHOOLS_EN, LANGUAGES_EN)
        if locale == "en"
        else (POSITIONS_FR, DEEDS_FR, SCHOOLS_FR, LANGUAGES_FR)
    )
    digits = f"{draw.randrange(10_000):04}"
    return Persona(
        name=name,
        email=f"{slugify(name)[:40]}.{number}@example.org",
        phone=f"06 39 98 {digits[:2]} {digits[2:]}",
        position=draw.choice(positions) if draw.random() > 0.06 else "",
        locale=locale,
        deeds=tuple(draw.sample(deeds, 4)),
        schools=tuple(draw.sample(schools, 2)),
        languages=tuple(draw.sample(languages, 3)),
        year=draw.randrange(2012, 2025),
    )


def _name(draw: random.Random) -> str:
    last = draw.choice(LAST).replace("-", " ") if draw.random() > 0.06 else draw.choice(NOBLE)
    if draw.random() < 0.05:
        last = f"{last} {draw.choice(LAST).replace('-', ' ')} {draw.choice(LAST).replace('-', ' ')}"
    return f"{draw.choice(FIRST)} {last}"
