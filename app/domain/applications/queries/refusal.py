"""The words in which a refusal is told, to begin with; whoever decides makes them fit."""

from ...policy.texts import Text

_WORDS = Text(
    "Merci d’avoir postulé au poste « {job} », et du temps que vous y avez consacré. Nous avons décidé de ne pas "
    "donner suite à votre candidature.",
    "Thank you for applying for the position “{job}”, and for the time that you gave it. We have decided not to take "
    "your application further.",
)
# Who did not apply has nothing to be thanked for that they have not done (A1.3).
_WORDS_ADDED = Text(
    "Merci du temps que vous nous avez accordé au sujet du poste « {job} ». Nous avons décidé de ne pas aller plus "
    "loin avec votre dossier.",
    "Thank you for the time that you gave us about the position “{job}”. We have decided not to take your file "
    "further.",
)


def refusal_words(job_title: str, locale: str, *, is_added: bool) -> str:
    """In the candidate's language. What is kept, until when, and that they may ask why stands below, in every case."""
    return (_WORDS_ADDED if is_added else _WORDS).filled(job=job_title).in_language(locale)
