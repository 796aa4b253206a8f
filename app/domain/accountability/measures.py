"""The security measures of this very instance (Art. 30(1)(g), Art. 32): true of the software, or of its settings."""

from collections.abc import Callable, Mapping
from typing import Any

from ..policy.texts import Text

Settings = Mapping[str, Any]


def _always(_settings: Settings) -> bool:
    return True


_MEASURES: tuple[tuple[Callable[[Settings], bool], Text], ...] = (
    (
        _always,
        Text(
            "Accès refusé par défaut : chaque page dit quel rôle y entre ; nul rôle ne les a tous.",
            "Access denied by default: each page says which role may enter; no role holds everything.",
        ),
    ),
    (
        lambda settings: bool(settings["SECOND_FACTOR_REQUIRED"]),
        Text("Double authentification obligatoire pour l’équipe.", "A second factor is compulsory for staff."),
    ),
    (
        _always,
        Text(
            "Mots de passe conservés sous forme d’empreintes Argon2 ; essais limités.",
            "Passwords kept as Argon2 hashes; attempts limited.",
        ),
    ),
    (
        _always,
        Text(
            "Chaque fichier scellé (AES-256-GCM) sous une clé propre, et celle-ci sous la clé de la personne : détruire cette clé détruit toutes ses copies.",
            "Each file sealed (AES-256-GCM) under a key of its own, and that one under the person’s: to destroy it destroys every copy.",
        ),
    ),
    (
        _always,
        Text(
            "Fichiers reçus reconnus à leur contenu, lus dans un processus isolé, servis sans leurs métadonnées.",
            "Files received are told by their content, read in an isolated process, served without their metadata.",
        ),
    ),
    (
        lambda settings: settings["ANTIVIRUS"] != "none",
        Text(
            "Chaque fichier passe l’antivirus avant d’être ouvert ; en son absence, rien ne s’ouvre.",
            "Each file passes the antivirus before it is opened; while that is away nothing opens.",
        ),
    ),
    (
        lambda settings: settings["PUBLIC_URL"].startswith("https://"),
        Text("Échanges avec le site chiffrés (TLS).", "Traffic with the site is encrypted (TLS)."),
    ),
    (
        lambda settings: bool(settings["SMTP_HOST"] and settings["SMTP_STARTTLS"]),
        Text(
            "Courriels remis au relais par une liaison chiffrée.", "Letters handed to the relay over an encrypted link."
        ),
    ),
    (
        _always,
        Text(
            "Journal des accès chaîné, que la base refuse de modifier, effacé à son terme.",
            "A chained log of accesses, which the database refuses to alter, erased at its term.",
        ),
    ),
    (
        lambda settings: bool(settings["ALERT_FILES_PER_HOUR"]),
        Text(
            "Alerte quand un compte ouvre plus de {ALERT_FILES_PER_HOUR} fichiers en une heure.",
            "An alert when an account opens more than {ALERT_FILES_PER_HOUR} files within an hour.",
        ),
    ),
    (
        _always,
        Text(
            "Effacement automatique chaque nuit ; un registre à part efface de nouveau ce qu’une sauvegarde ferait revenir.",
            "Automatic erasure every night; a ledger kept apart erases again what a backup would bring back.",
        ),
    ),
    (
        _always,
        Text(
            "Pages publiques sans traceur et sans rien qui vienne d’un autre site.",
            "Public pages without tracker or anything from another site.",
        ),
    ),
)


def security_measures(settings: Settings, locale: str) -> tuple[str, ...]:
    """Those that hold under ``settings``, in words."""
    return tuple(
        words.filled(ALERT_FILES_PER_HOUR=str(settings["ALERT_FILES_PER_HOUR"])).in_language(locale)
        for holds, words in _MEASURES
        if holds(settings)
    )
