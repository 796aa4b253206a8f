"""Why personal data is held: a closed list, each purpose with its legal basis and its plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .texts import Text


class Basis(StrEnum):
    """The legal bases that this application rests on (GDPR, Art. 6(1))."""

    STEPS_BEFORE_CONTRACT = "steps_before_contract"
    CONSENT = "consent"
    LEGITIMATE_INTEREST = "legitimate_interest"
    LEGAL_DUTY = "legal_duty"

    @property
    def label(self) -> Text:
        """What the notice calls it."""
        return BASES[self]


class Purpose(StrEnum):
    """What personal data is held for. A column without one may not exist (C1.1)."""

    APPLICATION = "application"
    FEEDBACK = "feedback"
    ARCHIVE = "archive"
    POOL = "pool"
    SOURCING = "sourcing"
    CONTACT = "contact"
    DISPUTE = "dispute"
    REQUESTS = "requests"
    SECURITY_LOG = "security_log"
    STAFF_ACCESS = "staff_access"
    DISCLOSURE = "disclosure"

    @property
    def basis(self) -> Basis:
        """The legal basis; consent for the pool is the careful default (A1.1)."""
        return PURPOSES[self].basis

    @property
    def label(self) -> Text:
        """A short name."""
        return PURPOSES[self].label

    @property
    def description(self) -> Text:
        """One sentence to the person concerned."""
        return PURPOSES[self].description


BASES: Mapping[Basis, Text] = {
    Basis.STEPS_BEFORE_CONTRACT: Text(
        "Étapes menées à votre demande avant un éventuel contrat (RGPD, article 6, § 1, b)",
        "Steps taken at your request before a possible contract (GDPR, Article 6(1)(b))",
    ),
    Basis.CONSENT: Text(
        "Votre accord, que vous pouvez retirer à tout moment (RGPD, article 6, § 1, a)",
        "Your consent, which you may withdraw at any time (GDPR, Article 6(1)(a))",
    ),
    Basis.LEGITIMATE_INTEREST: Text(
        "Notre intérêt légitime (RGPD, article 6, § 1, f)",
        "Our legitimate interest (GDPR, Article 6(1)(f))",
    ),
    Basis.LEGAL_DUTY: Text(
        "Une obligation légale (RGPD, article 6, § 1, c)",
        "A legal duty (GDPR, Article 6(1)(c))",
    ),
}


@dataclass(frozen=True)
class Entry:
    """What the policy says of one purpose."""

    basis: Basis
    label: Text
    description: Text


PURPOSES: Mapping[Purpose, Entry] = {
    Purpose.APPLICATION: Entry(
        Basis.STEPS_BEFORE_CONTRACT,
        Text("Candidature", "Application"),
        Text(
            "Lire votre candidature, échanger avec vous et mener les étapes du recrutement.",
            "To read your application, talk with you and carry out the steps of the recruitment.",
        ),
    ),
    Purpose.FEEDBACK: Entry(
        Basis.LEGITIMATE_INTEREST,
        Text("Explication de la décision", "Explanation of the decision"),
        Text(
            "Pouvoir vous expliquer notre décision, et répondre si vous la contestez.",
            "To be able to explain our decision to you, and to answer if you dispute it.",
        ),
    ),
    Purpose.ARCHIVE: Entry(
        Basis.LEGITIMATE_INTEREST,
        Text("Archive", "Archive"),
        Text(
            "Après un refus, garder à part et sous clé le strict nécessaire pour en répondre devant un juge : CV, "
            "réponses, étapes, notes et décision. Personne ne l’ouvre sans une raison écrite.",
            "After a refusal, to keep apart and under lock what is strictly needed to answer for it in court: CV, "
            "answers, steps, notes and decision. Nobody opens it without a written reason.",
        ),
    ),
    Purpose.POOL: Entry(
        Basis.CONSENT,
        Text("Vivier", "Talent pool"),
        Text(
            "Revenir vers vous si un autre poste vous correspond, seulement si vous le souhaitez.",
            "To come back to you when another position suits you, only if you wish it.",
        ),
    ),
    Purpose.SOURCING: Entry(
        Basis.LEGITIMATE_INTEREST,
        Text("Prise de contact", "First contact"),
        Text(
            "Vous proposer un poste quand vos données nous viennent d’ailleurs que de vous, jusqu’à votre réponse.",
            "To propose a position to you when we did not hear of you from yourself, until you answer.",
        ),
    ),
    Purpose.CONTACT: Entry(
        Basis.LEGITIMATE_INTEREST,
        Text("Message", "Message"),
        Text(
            "Répondre à ce que vous nous écrivez par la page de contact. Cela ne rejoint jamais le vivier.",
            "To answer what you write to us through the contact page. It never joins the talent pool.",
        ),
    ),
    Purpose.DISPUTE: Entry(
        Basis.LEGITIMATE_INTEREST,
        Text("Litige", "Dispute"),
        Text(
            "Garder ce qui sert de preuve tant qu’un litige est en cours ou annoncé.",
            "To keep what is evidence while a dispute is under way or announced.",
        ),
    ),
    Purpose.REQUESTS: Entry(
        Basis.LEGAL_DUTY,
        Text("Demandes de droits", "Requests about data"),
        Text(
            "Répondre à vos demandes sur vos données, et pouvoir montrer que nous y avons répondu à temps.",
            "To answer your requests about your data, and to be able to show that we answered in time.",
        ),
    ),
    Purpose.SECURITY_LOG: Entry(
        Basis.LEGITIMATE_INTEREST,
        Text("Journal de sécurité", "Security log"),
        Text(
            "Protéger vos données : savoir qui les a ouvertes et repérer les abus.",
            "To protect your data: to know who opened it, and to notice abuse.",
        ),
    ),
    Purpose.STAFF_ACCESS: Entry(
        Basis.LEGITIMATE_INTEREST,
        Text("Accès de l’équipe", "Staff access"),
        Text(
            "Reconnaître les membres de l’équipe et leur ouvrir ce que leur rôle permet.",
            "To recognise the members of the team and open to them what their role allows.",
        ),
    ),
    Purpose.DISCLOSURE: Entry(
        Basis.LEGAL_DUTY,
        Text("Registre des communications", "Register of disclosures"),
        Text(
            "Savoir à qui vos données ont été remises, vous le dire, et prévenir ces destinataires si elles changent.",
            "To know who was given your data, to tell you, and to tell those recipients when it changes.",
        ),
    ),
}
