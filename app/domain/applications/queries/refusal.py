"""The words in which a refusal is told, to begin with; whoever decides makes them fit."""

from ...jobs.queries import text_of
from ...policy.texts import Text
from ..models import Application

_WORDS = Text(
    "Merci d’avoir postulé au poste « {job} », et du temps que vous y avez consacré. Nous avons décidé de ne pas "
    "donner suite à votre candidature.",
    "Thank you for applying for the position “{job}”, and for the time that you gave it. We have decided not to take "
    "your application further.",
)


def refusal_words(application: Application) -> str:
    """In the candidate's language. What is kept, until when, and that they may ask why stands below, in every case."""
    job = text_of(application.job_id, application.locale).title
    return _WORDS.filled(job=job).in_language(application.locale)
