"""What a job may do next, and what stands in the way of publishing it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from ...core.clock import local_date, today
from ...core.rows import AnyRow
from ...core.wordlist import Passage
from ..policy.doubts import Doubt, quote
from ..policy.notices import item_words
from .ad_words import find_ad_words
from .enums import JobState
from .forbidden import Topic, find_topics
from .models import Job, JobText, Question

# A text of a job, to be read.
Ad = JobText | AnyRow

MOVES: dict[JobState, frozenset[JobState]] = {
    JobState.DRAFT: frozenset({JobState.PUBLISHED}),
    JobState.PUBLISHED: frozenset({JobState.PAUSED, JobState.CLOSED}),
    JobState.PAUSED: frozenset({JobState.PUBLISHED, JobState.CLOSED}),
    JobState.CLOSED: frozenset({JobState.PUBLISHED}),
}


class Fault(StrEnum):
    """Why a job cannot be published."""

    NO_PAY = "no_pay"
    NO_FRENCH = "no_french"
    NO_TEXT = "no_text"
    NO_STAGE = "no_stage"
    ENDED = "ended"
    FORBIDDEN_QUESTION = "forbidden_question"
    PAST_PAY = "past_pay"
    NO_REASON = "no_reason"
    WORDING = "wording"
    NOTICE = "notice"


WORDS: dict[Fault, object] = {
    Fault.NO_PAY: _l("Give a pay range, or say in writing why there is none."),
    Fault.NO_FRENCH: _l("Write the ad in French: the law asks for it when the place is in France."),
    Fault.NO_TEXT: _l("Write a title and a description."),
    Fault.NO_STAGE: _l("Add at least one stage."),
    Fault.ENDED: _l("The last day of the ad is past: choose a later one, or none."),
    Fault.FORBIDDEN_QUESTION: _l("A question asks for something that may not be asked of a candidate."),
    Fault.PAST_PAY: _l("A question asks about past or current pay: that may not be asked, whatever the reason."),
    Fault.NO_REASON: _l("A question does not say why it is asked."),
    Fault.WORDING: _l("Words of the ad to read again:"),
    Fault.NOTICE: _l("The privacy notice does not say everything that the law asks for:"),
}


@dataclass(frozen=True)
class PublishingFault:
    """One thing to mend, and the question, the items of the privacy notice, or the words that it is about."""

    fault: Fault
    question: Question | None = None
    items: tuple[str, ...] = ()
    passages: tuple[Passage[Doubt], ...] = ()

    @property
    def words(self) -> object:
        """What to say of it."""
        locale = str(get_locale() or "fr")
        if self.passages:
            return f"{WORDS[self.fault]} {quote(self.passages).in_language(locale)}"
        if self.items:
            return f"{WORDS[self.fault]} {', '.join(item_words(item, locale) for item in self.items)}"
        return WORDS[self.fault]


def can_move(job: Job, to: JobState) -> bool:
    """Whether the table of moves allows it."""
    return to in MOVES[job.state]


def has_ended(job: Job) -> bool:
    """Whether the last day of the ad is past."""
    return job.closes_on is not None and job.closes_on < today()


def answer_by(submitted_at: datetime, answer_days: int) -> date:
    """The day by which we promise to answer: so many days of the calendar after the one on which somebody applied.

    Not so many times twenty-four hours: one of them may have twenty-five.
    """
    return local_date(submitted_at) + timedelta(days=answer_days)


def is_whole(text: Ad) -> bool:
    """Whether an ad can be read in that language: a title and a description."""
    return bool(text.title and text.description)


def publishing_faults(
    job: Job,
    texts: Iterable[Ad],
    questions: Sequence[Question],
    stages: int,
    missing_items: tuple[str, ...] = (),
) -> list[PublishingFault]:
    """Everything that stands in the way: pay (A7.3), French text and wording (A4.6), questions (A4.1, A4.2), stages.

    ``missing_items`` are those that the privacy notice does not state (G1 to G13).
    """
    faults = []
    if not (job.pay_min and job.pay_max) and not job.pay_exception:
        faults.append(PublishingFault(Fault.NO_PAY))
    faults += _text_faults(job, list(texts))
    if not stages:
        faults.append(PublishingFault(Fault.NO_STAGE))
    if has_ended(job):
        faults.append(PublishingFault(Fault.ENDED))
    if missing_items:
        faults.append(PublishingFault(Fault.NOTICE, items=missing_items))
    for question in questions:
        if not any(question.reasons.values()):
            faults.append(PublishingFault(Fault.NO_REASON, question))
        if (fault := question_fault(question)) is not None:
            faults.append(PublishingFault(fault, question))
    return faults


def _text_faults(job: Job, texts: Sequence[Ad]) -> Iterator[PublishingFault]:
    locales = {text.locale for text in texts if is_whole(text)}
    if job.country == "FR" and "fr" not in locales:
        yield PublishingFault(Fault.NO_FRENCH)
    elif not locales:
        yield PublishingFault(Fault.NO_TEXT)
    if passages := _words_to_read_again(texts):
        yield PublishingFault(Fault.WORDING, passages=tuple(passages))


def _words_to_read_again(texts: Iterable[Ad]) -> list[Passage[Doubt]]:
    """What the ad should not turn on (A4.6) and nobody has kept knowingly, in all its languages."""
    return [
        passage
        for text in texts
        for passage in find_ad_words(text.title, text.description)
        if passage.words not in text.words_kept
    ]


def question_fault(question: Question) -> Fault | None:
    """Why the question may not be asked (A4.2), from all its wordings and choices; None when it may.

    A written reason overrides any topic but past and current pay (A7.1).
    """
    options = [text for option in question.options for text in option.values()]
    topics = {topic for text in (*question.labels.values(), *options) for topic in find_topics(text)}
    if Topic.PAST_PAY in topics:
        return Fault.PAST_PAY
    return Fault.FORBIDDEN_QUESTION if topics and not question.override_reason else None
