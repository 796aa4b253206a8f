"""Given the facts of one file: where it stands, what happens to it next, on what day, and why. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from .periods import Profile
from .purposes import Purpose
from .texts import Text


class Outcome(StrEnum):
    """How the recruitment ended for this person."""

    UNDECIDED = "undecided"
    HIRED = "hired"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """Where a file stands: active, then feedback, then perhaps the pool; ``due`` once it has to be gone.

    ``held`` above all: a dispute keeps it, or its person needs it kept, whatever the day (A2.17, A10.1).
    """

    ACTIVE = "active"
    FEEDBACK = "feedback"
    POOL = "pool"
    DUE = "due"
    HELD = "held"


class Step(StrEnum):
    """What happens next if nobody does anything. From ``active``, a decision would come first."""

    POOL = "pool"
    ARCHIVE = "archive"
    ERASE = "erase"
    REVIEW = "review"


class Reason(StrEnum):
    """Why a day is what it is; the value stands on receipts (A2.15)."""

    UNDECIDED = "undecided"
    ENDED = "ended"
    FEEDBACK = "feedback"
    OBJECTED = "objected"
    ASKED = "asked"
    HIRED = "hired"
    POOL = "pool"
    ARCHIVE = "archive"
    HELD = "held"
    APART = "apart"

    def words(self, profile: Profile) -> Text:
        """The reason in plain words, with the period that the profile gives it."""
        return _KEPT[self] if self in _KEPT else _words_of(self, profile.rule(_RULED_BY[self]).words)


@cache
def _words_of(reason: Reason, after: Text) -> Text:
    """There are as many as rules, and each schedule of thousands says some of them."""
    return _REASONS[reason].filled(after=after)


_KEPT: Mapping[Reason, Text] = {
    Reason.HELD: Text(
        "Un litige est en cours : rien n’est effacé avant sa fin, réexaminée ce jour-là au plus tard",
        "A dispute is under way: nothing is erased before its end, looked at again by that day",
    ),
    Reason.APART: Text(
        "La personne a demandé que rien ne soit effacé : réexaminé ce jour-là au plus tard (RGPD, article 18)",
        "The person asked that nothing be erased: looked at again by that day (GDPR, Article 18)",
    ),
}
_REASONS: Mapping[Reason, Text] = {
    Reason.UNDECIDED: Text("{after}", "{after}"),
    Reason.ENDED: Text("Le recrutement est terminé", "The recruitment is over"),
    Reason.FEEDBACK: Text(
        "{after}, le temps de pouvoir expliquer la décision", "{after}, so that the decision can be explained"
    ),
    Reason.OBJECTED: Text(
        "La personne n’avait pas postulé, et ne le souhaite pas", "The person had not applied, and would rather not"
    ),
    Reason.ASKED: Text(
        "La personne en a demandé l’effacement, qu’un litige seul retardait",
        "The person asked for it to be erased, and a dispute alone delayed that",
    ),
    Reason.HIRED: Text(
        "{after} ; le dossier du personnel est tenu ailleurs", "{after}; the staff file is kept elsewhere"
    ),
    Reason.ARCHIVE: Text(
        "{after}, en cas de refus seulement : le strict nécessaire, à part, pour en répondre si on le conteste",
        "{after}, only if we refuse: what is strictly needed, kept apart, to answer for it if it is disputed",
    ),
    Reason.POOL: Text(
        "{after}, avec l’accord de la personne, qui peut le retirer",
        "{after}, with the person’s consent, which can be withdrawn",
    ),
}
_RULED_BY: Mapping[Reason, Purpose] = {
    Reason.UNDECIDED: Purpose.APPLICATION,
    Reason.ENDED: Purpose.APPLICATION,
    Reason.FEEDBACK: Purpose.FEEDBACK,
    Reason.OBJECTED: Purpose.FEEDBACK,
    Reason.ASKED: Purpose.APPLICATION,
    Reason.HIRED: Purpose.FEEDBACK,
    Reason.ARCHIVE: Purpose.ARCHIVE,
    Reason.POOL: Purpose.POOL,
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the schedule needs to know of one file; days are the firm's calendar days.

    ``last_contact_on``: the person's last message, interview or renewed consent (A2.12). ``ended_on``: the day of the
    decision or withdrawal, else the day the job closed, else None. ``pool_consent_on``: None when never given, or
    withdrawn. ``hold_review_on``: the day on which a live hold is looked at again; ``apart_review_on``: the same of
    what was set apart because its person needs it kept (Art. 18(1)(b) and (c)). ``at_their_request``: the person
    applied, or has answered since; else the team found them, and a withdrawal is their objection (Art. 21).
    ``erasure_asked_on``: the day on which they had everything erased but what a dispute kept (Art. 17).

    Raises ValueError for a decided file without its day.
    """

    submitted_on: date
    last_contact_on: date
    ended_on: date | None = None
    outcome: Outcome = Outcome.UNDECIDED
    pool_consent_on: date | None = None
    hold_review_on: date | None = None
    apart_review_on: date | None = None
    at_their_request: bool = True
    erasure_asked_on: date | None = None

    def __post_init__(self) -> None:
        if self.ended_on is None and self.outcome is not Outcome.UNDECIDED:
            message = f"a file that is {self.outcome} ended on some day"
            raise ValueError(message)


@dataclass(frozen=True)
class Clock:
    """One line of "what we keep, and until when".

    ``until`` None: the day is not known yet, ``words`` say what it waits for.
    """

    purpose: Purpose
    until: date | None
    because: Reason
    words: Text


@dataclass(frozen=True)
class Schedule:
    """``on`` is the day of ``next_step``; ``erase_on`` the day whose night the file goes, always known.

    ``archive_until``: until when a refused person's strict minimum may stay in the archive (A2.4), else None; whoever
    has the file erased earlier than ``erase_on`` leaves it there from that day on (A11.1).
    """

    state: State
    next_step: Step
    on: date
    erase_on: date
    because: Reason
    words: Text
    clocks: tuple[Clock, ...]
    archive_until: date | None


@dataclass(frozen=True)
class _Days:
    """The days that matter. ``left_on`` ends the recruitment and its feedback; after it only the pool keeps a file."""

    ended_on: date | None
    left_on: date
    pool_until: date | None
    archive_until: date | None

    @property
    def erase_on(self) -> date:
        return self.left_on if self.pool_until is None else max(self.left_on, self.pool_until)

    @property
    def outlives(self) -> bool:
        """Whether something of the file stays in the archive once it has gone."""
        return self.archive_until is not None and self.archive_until > self.erase_on


def schedule(facts: Facts, profile: Profile, today: date) -> Schedule:
    """What the policy says of a file. Only ``state``, ``next_step`` and ``on`` depend on ``today``.

    Undecided: until the decision, capped after the last contact. Ended: until the feedback period is over (A2.2), a
    hire too (A2.8); at once when somebody who never applied says no. With a live consent, except after a hire and of
    what the team found: until the pool's period is over, if that is later (A2.3). A refusal then leaves its strict
    minimum in the archive, where the profile has one (A2.4). Under a hold, or kept for its person: nothing happens
    before that ends (A2.17); ``erase_on`` is then the day it would have gone. What its person wanted erased then waits
    for no other period.
    """
    days = _days(facts, profile)
    kept = _kept(facts)
    if kept:
        reason = next(iter(kept))
        return Schedule(
            state=State.HELD,
            next_step=Step.REVIEW,
            on=kept[reason],
            erase_on=days.erase_on,
            because=reason,
            words=reason.words(profile),
            clocks=_clocks(facts, days, profile),
            archive_until=days.archive_until,
        )
    state = _state(days, today)
    goes_to_pool = state in {State.ACTIVE, State.FEEDBACK} and days.erase_on > days.left_on
    because = _because(facts, days)
    leaves = Step.ARCHIVE if days.outlives else Step.ERASE
    return Schedule(
        state=state,
        next_step=Step.POOL if goes_to_pool else leaves,
        on=days.left_on if goes_to_pool else days.erase_on,
        erase_on=days.erase_on,
        because=because,
        words=because.words(profile),
        clocks=_clocks(facts, days, profile),
        archive_until=days.archive_until,
    )


def _kept(facts: Facts) -> dict[Reason, date]:
    """What keeps the file beyond its day, the dispute first, each with the day on which it is looked at again."""
    reviews = {Reason.HELD: facts.hold_review_on, Reason.APART: facts.apart_review_on}
    return {reason: review_on for reason, review_on in reviews.items() if review_on is not None}


def _days(facts: Facts, profile: Profile) -> _Days:
    """A file that nobody decided on goes at the cap; an end that came after the cap comes too late to lengthen it.

    No text sets the cap. Once nothing was heard from either side for so long, the application's purpose is spent, even
    if the job never closes (purpose and storage limitation, GDPR Art. 5(1)(b) and (e)).
    """
    contact_on = max(facts.submitted_on, facts.last_contact_on, facts.pool_consent_on or facts.submitted_on)
    cap = profile.rule(Purpose.APPLICATION).period.end_from(contact_on)
    ended_on = None
    left_on = cap
    if facts.ended_on is not None and facts.ended_on <= cap:
        ended_on = max(facts.ended_on, facts.submitted_on)
        left_on = ended_on if _objects(facts) else profile.rule(Purpose.FEEDBACK).period.end_from(ended_on)
    if facts.erasure_asked_on is not None:
        return _Days(ended_on, facts.erasure_asked_on, None, _archive_until(facts, profile))
    pool_until = profile.rule(Purpose.POOL).period.end_from(contact_on) if _joins_pool(facts) else None
    return _Days(ended_on, left_on, pool_until, _archive_until(facts, profile))


def _joins_pool(facts: Facts) -> bool:
    """A member agreed to what they sent, and to nothing that the team finds of them since: it asks for its own yes."""
    return facts.pool_consent_on is not None and facts.outcome is not Outcome.HIRED and facts.at_their_request


def _archive_until(facts: Facts, profile: Profile) -> date | None:
    """Counted from the refusal itself, however late it came: so does the time in which it can be disputed (A2.4)."""
    if facts.outcome is not Outcome.REJECTED or facts.ended_on is None or profile.archive is None:
        return None
    return profile.archive.period.end_from(max(facts.ended_on, facts.submitted_on))


def _state(days: _Days, today: date) -> State:
    if today >= days.erase_on:
        return State.DUE
    if today >= days.left_on:
        return State.POOL
    return State.ACTIVE if days.ended_on is None or today < days.ended_on else State.FEEDBACK


def _because(facts: Facts, days: _Days) -> Reason:
    if days.erase_on > days.left_on:
        return Reason.POOL
    is_undecided = days.ended_on is None and facts.erasure_asked_on is None
    return Reason.UNDECIDED if is_undecided else _feedback_reason(facts)


def _objects(facts: Facts) -> bool:
    """Whether somebody who never applied says no: there is no answer of ours to explain."""
    return facts.outcome is Outcome.WITHDRAWN and not facts.at_their_request


def _feedback_reason(facts: Facts) -> Reason:
    if facts.erasure_asked_on is not None:
        return Reason.ASKED
    if _objects(facts):
        return Reason.OBJECTED
    return Reason.HIRED if facts.outcome is Outcome.HIRED else Reason.FEEDBACK


def _clocks(facts: Facts, days: _Days, profile: Profile) -> tuple[Clock, ...]:
    has_ended = days.ended_on is not None
    purpose = Purpose.APPLICATION if facts.at_their_request else Purpose.SOURCING
    lines: list[tuple[Purpose, date | None, Reason]]
    if facts.erasure_asked_on is not None and not has_ended:
        # It waits for no decision any more, and none will be explained.
        lines = [(purpose, facts.erasure_asked_on, Reason.ASKED)]
    else:
        lines = [
            (purpose, days.ended_on, Reason.ENDED if has_ended else Reason.UNDECIDED),
            (Purpose.FEEDBACK, days.left_on if has_ended else None, _feedback_reason(facts)),
        ]
    if days.outlives or (profile.archive is not None and facts.outcome is Outcome.UNDECIDED):
        lines.append((Purpose.ARCHIVE, days.archive_until, Reason.ARCHIVE))
    if days.pool_until is not None:
        lines.append((Purpose.POOL, days.pool_until, Reason.POOL))
    lines += [(Purpose.DISPUTE, review_on, reason) for reason, review_on in _kept(facts).items()]
    return tuple(Clock(purpose, until, because, because.words(profile)) for purpose, until, because in lines)
