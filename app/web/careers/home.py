"""The start page: who the firm is, how it hires, what it does with data, and the open jobs."""

from flask import Response, render_template

from ...core.actor import Actor
from ...domain.applications import rules
from ...domain.firm.enums import ImageKind, Words
from ...domain.firm.queries import firm_words, list_images
from ...domain.jobs.queries import Filters, list_public_jobs
from ..kit.door import Allow
from ..kit.headers import revalidated
from ..kit.languages import current_language
from .door import door

FIRST_JOBS = 6


@door.route("/", allow=Allow.PUBLIC)
def show_home(_actor: Actor) -> Response:
    """What the firm wrote of itself, or what is true of any firm that runs this."""
    language, profile = current_language(), rules.current_profile()
    return revalidated(
        render_template(
            "careers/home.html",
            words={key.value: firm_words(key, language) for key in Words},
            photos=list_images(ImageKind.PHOTO),
            page=list_public_jobs(Filters(), language, page=1, per_page=FIRST_JOBS),
            feedback_period=profile.feedback.period.words.in_language(language),
            archive_period=profile.archive.period.words.in_language(language) if profile.archive else "",
            pool_period=profile.pool.period.words.in_language(language),
        )
    )
