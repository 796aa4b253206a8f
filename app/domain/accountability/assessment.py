"""The impact assessment (GDPR, Art. 35; A12.4): a filled template; what the settings decide is read from them."""

from collections.abc import Iterable

from flask import current_app

from ..firm.queries import current_firm, current_profile
from ..policy.catalogue import PersonalColumn
from ..policy.texts import Text
from . import assessment_texts as texts
from .measures import security_measures
from .papers import Paper, Part
from .register import build_register


def build_assessment(catalogue: Iterable[PersonalColumn], locale: str) -> Paper:
    """In eight parts; the last is for the privacy officer and the controller to fill in by hand."""
    firm, profile, register = current_firm(), current_profile(), build_register(catalogue, locale)
    facts: dict[str, str | Text] = {
        "firm": firm.name,
        "address": firm.address,
        "contact": firm.privacy_contact,
        "methods": firm.own_words["methods"],
        "version": profile.version,
        "authority": profile.authority.name,
        "second_factor": texts.SECOND_FACTOR if current_app.config["SECOND_FACTOR_REQUIRED"] else "",
        "alerts": texts.ALERTS if current_app.config["ALERT_FILES_PER_HOUR"] else "",
    }

    def said(*lines: Text) -> tuple[str, ...]:
        return tuple(line.filled(**facts).in_language(locale) for line in lines)

    parts = (
        (texts.CONTEXT, said(texts.CONTROLLER, *texts.DESCRIPTION)),
        (texts.ACTIVITIES, tuple(f"{each.name} — {each.people} — {each.data} — {each.erasure}" for each in register)),
        (texts.PRINCIPLES, said(*texts.PRINCIPLE_LINES)),
        (texts.RECIPIENTS, tuple(f"{each.name} — {each.recipients}" for each in register)),
        # The same for all of them.
        (texts.TRANSFERS, (register[0].transfers,)),
        (texts.MEASURES, security_measures(current_app.config, locale)),
        (texts.RISKS, said(*texts.RISK_LINES)),
        (texts.OPINION, said(*texts.OPINION_LINES)),
    )
    title = texts.TITLE.in_language(locale)
    return Paper(locale, title, tuple(Part(heading.in_language(locale), lines) for heading, lines in parts))
