"""How long each purpose lasts, country by country (A2). Every number here is a default that settings may shorten."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from .authorities import BFDI, CNIL, DSB, OWN_COUNTRY, Authority
from .purposes import Purpose
from .texts import Text

VERSION = "2026.2"
UNKNOWN_COUNTRY = "ZZ"
_LEAP_CYCLE = tuple(date(2000, 1, 1) + timedelta(days=day) for day in range(4 * 365 + 1))


@dataclass(frozen=True)
class Period:
    """Whole calendar months, then days. Raises ValueError when negative or empty."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if min(self.months, self.days) < 0 or self.months == self.days == 0:
            message = f"a period lasts at least a day, not {self.months} months and {self.days} days"
            raise ValueError(message)

    def end_from(self, start: date) -> date:
        """The day on which the period is over.

        A day that the last month lacks becomes the last one it has, never the first of the next: 31 August and three
        months end on 30 November, so nothing outlasts what was promised.
        """
        year, month = divmod(start.year * 12 + start.month - 1 + self.months, 12)
        day = min(start.day, monthrange(year, month + 1)[1])
        return date(year, month + 1, day) + timedelta(days=self.days)

    def covers(self, other: "Period") -> bool:
        """Whether ``other`` never ends later than this one, whatever day both start on."""
        if other.months <= self.months and other.days <= self.days:
            return True
        return all(other.end_from(day) <= self.end_from(day) for day in _LEAP_CYCLE)

    @cached_property
    def words(self) -> Text:
        """``3 mois``, ``2 ans``, ``1 mois et 10 jours``; full years are told as such from two on."""
        parts = []
        if self.months >= 24 and self.months % 12 == 0:
            parts.append(_counted(self.months // 12, Text("an", "year"), Text("ans", "years")))
        elif self.months:
            parts.append(_counted(self.months, Text("mois", "month"), Text("mois", "months")))
        if self.days:
            parts.append(_counted(self.days, Text("jour", "day"), Text("jours", "days")))
        return Text(" et ".join(part.fr for part in parts), " and ".join(part.en for part in parts))


def _counted(number: int, one: Text, many: Text) -> Text:
    """A number and its noun on one line: the space between them does not break."""
    return Text("{number}\u00a0{noun}", "{number}\u00a0{noun}").filled(
        number=str(number), noun=one if number == 1 else many
    )


class Start(StrEnum):
    """What a period counts from.

    LAST_CONTACT is a message from the person, an interview or a renewed consent, nothing else (A2.12). END is the
    decision or the withdrawal, else the day the job closed. REFUSAL is the receipt of the refusal; the schedule counts
    it from the decision, which is never later.
    """

    LAST_CONTACT = "last_contact"
    END = "end"
    REFUSAL = "refusal"
    EVENT = "event"


STARTS: Mapping[Start, Text] = {
    Start.LAST_CONTACT: Text("après le dernier contact", "after the last contact"),
    Start.END: Text("après la fin du recrutement", "after the end of the recruitment"),
    Start.REFUSAL: Text("après le refus", "after the refusal"),
    Start.EVENT: Text("après l’événement", "after the event"),
}
_UNTIL_DECISION = Text("Jusqu’à la décision, et au plus tard {after}", "Until the decision, and at most {after}")


@dataclass(frozen=True)
class Rule:
    """One line of the published table: this purpose, this long, from then on, for that reason.

    ``number`` is the requirement it comes from; ``source`` is shown to the public and never repeats the period.
    """

    number: str
    purpose: Purpose
    period: Period
    start: Start
    source: Text

    @cached_property
    def words(self) -> Text:
        """The period as the notice and the clocks tell it: ``3 mois après la fin du recrutement``."""
        after = Text("{period} {start}", "{period} {start}").filled(period=self.period.words, start=STARTS[self.start])
        return _UNTIL_DECISION.filled(after=after) if self.purpose is Purpose.APPLICATION else after


@dataclass(frozen=True)
class Profile:
    """The rules of one country, one for each purpose. ``country`` is an ISO 3166 code, ``ZZ`` when unknown.

    ``backups`` is how long a backup may live: a file that was erased is noise in it, a row is not (A11.2).
    """

    country: str
    rules: tuple[Rule, ...]
    authority: Authority = OWN_COUNTRY
    backups: Period = Period(days=35)
    is_adjusted: bool = False

    @property
    def version(self) -> str:
        """Of the policy, for receipts and the notice, at most 20 characters; ``-own`` says that periods were shortened."""
        return f"{VERSION}-{self.country}{'-own' if self.is_adjusted else ''}"

    @property
    def active(self) -> Rule:
        """Until the decision, and its cap (A2.1)."""
        return self.rule(Purpose.APPLICATION)

    @property
    def feedback(self) -> Rule:
        """After the end (A2.2)."""
        return self.rule(Purpose.FEEDBACK)

    @property
    def archive(self) -> Rule | None:
        """After a refusal, apart (A2.4, A2.13); None where a country's table has none, or the firm keeps none."""
        return next((rule for rule in self.rules if rule.purpose is Purpose.ARCHIVE), None)

    @property
    def pool(self) -> Rule:
        """With consent (A2.3)."""
        return self.rule(Purpose.POOL)

    def rule(self, purpose: Purpose) -> Rule:
        """The one rule for a purpose. Raises KeyError when the profile has none."""
        return self._by_purpose[purpose]

    @cached_property
    def _by_purpose(self) -> Mapping[Purpose, Rule]:
        return {rule.purpose: rule for rule in self.rules}

    def with_periods(self, periods: Mapping[Purpose, Period]) -> "Profile":
        """The same profile with shorter periods, from the settings (A2.11).

        Raises ValueError for a period longer than the published one, or for a purpose without a rule: an instance may
        promise less time than this table, never more.
        """
        for purpose, period in periods.items():
            if purpose not in {rule.purpose for rule in self.rules}:
                message = f"{self.country} has no rule for {purpose}"
                raise ValueError(message)
            if not self.rule(purpose).period.covers(period):
                message = f"{purpose}: {period.words.en} is longer than {self.rule(purpose).period.words.en} (A2.11)"
                raise ValueError(message)
        rules = tuple(replace(rule, period=periods.get(rule.purpose, rule.period)) for rule in self.rules)
        return replace(self, rules=rules, is_adjusted=self.is_adjusted or rules != self.rules)

    def with_archive(self, months: int, justification: str = "") -> "Profile":
        """The same profile with an archive of so many months; 0: none. Nothing changes where the country has none.

        The six years after which a crime can no longer be tried are for a firm that has written down why five are too
        few: its words stand in the published table (A2.5). Raises ValueError for more months than either allows.
        """
        if self.archive is None:
            return self
        if not months:
            return replace(self, rules=tuple(rule for rule in self.rules if rule is not self.archive), is_adjusted=True)
        rule = _criminal(justification) if justification else self.archive
        if not rule.period.covers(Period(months=months)):
            message = f"an archive of {months} months is longer than {rule.period.words.en} ({rule.number})"
            raise ValueError(message)
        asked = replace(rule, period=Period(months=months))
        return replace(self.with_rule(asked), is_adjusted=self.is_adjusted or asked != self.archive)

    def bound_by(self, promised: Iterable[Mapping[str, Sequence[int]]]) -> "Profile":
        """This profile, each period the shortest of its own and of those ``promised``: purpose -> months and days (A2.11).

        A shorter period applies to what is there already; a longer one does not extend what was promised less, and
        where no archive was promised, none is made.
        """
        rules = self.rules
        for periods in promised:
            if periods and Purpose.ARCHIVE.value not in periods:
                rules = tuple(rule for rule in rules if rule.purpose is not Purpose.ARCHIVE)
            rules = tuple(_bound(rule, periods.get(rule.purpose.value)) for rule in rules)
        return self if rules == self.rules else replace(self, rules=rules, is_adjusted=True)

    def with_rule(self, rule: Rule) -> "Profile":
        """The same profile with that rule in the place of the one for its purpose."""
        return replace(self, rules=tuple(rule if each.purpose is rule.purpose else each for each in self.rules))


def _bound(rule: Rule, promised: Sequence[int] | None) -> Rule:
    """The rule with the shorter period of the two; as a rule they are the same."""
    if not promised or [*promised] == [rule.period.months, rule.period.days]:
        return rule
    period = Period(*promised)
    return replace(rule, period=period) if rule.period.covers(period) else rule


_ACTIVE = Rule(
    # A2.1 ends with the decision. Without one, and with nobody heard from for so long, the purpose is over all the same.
    "A2.1",
    Purpose.APPLICATION,
    Period(months=24),
    Start.LAST_CONTACT,
    Text("Notre propre limite : aucun texte n’en fixe", "Our own limit: no text sets one"),
)
# The table has no German or Austrian figure for the pool; the French one, consented to, serves there too.
_POOL = Rule(
    "A2.3",
    Purpose.POOL,
    Period(months=24),
    Start.LAST_CONTACT,
    Text("Durée maximale retenue par la CNIL", "Longest period accepted by the CNIL"),
)
_SECURITY_LOG = Rule(
    "A2.6",
    Purpose.SECURITY_LOG,
    Period(months=12),
    Start.EVENT,
    Text(
        "Recommandation de la CNIL sur la journalisation (délibération 2021-122)",
        "CNIL recommendation on logging (deliberation 2021-122)",
    ),
)
_CONTACT = Rule(
    "C2.1",
    Purpose.CONTACT,
    Period(months=12),
    Start.LAST_CONTACT,
    Text("Notre propre limite : aucun texte n’en fixe", "Our own limit: no text sets one"),
)
_REQUESTS = Rule(
    "A9.1",
    Purpose.REQUESTS,
    Period(months=12),
    Start.EVENT,
    Text("Notre propre limite : aucun texte n’en fixe", "Our own limit: no text sets one"),
)
_FEEDBACK_FR = Rule(
    "A2.2",
    Purpose.FEEDBACK,
    Period(months=3),
    Start.END,
    Text("Guide de la CNIL sur le recrutement (2023)", "CNIL guide on recruitment (2023)"),
)
_FEEDBACK_DE = Rule(
    "A2.9",
    Purpose.FEEDBACK,
    Period(months=6),
    Start.REFUSAL,
    Text(
        "Délais allemands pour agir en discrimination (AGG, § 15 ; ArbGG, § 61b)",
        "German time limits for discrimination claims (AGG, § 15; ArbGG, § 61b)",
    ),
)
_FEEDBACK_AT = Rule(
    "A2.10",
    Purpose.FEEDBACK,
    Period(months=7),
    Start.REFUSAL,
    Text(
        "Délais autrichiens pour agir en discrimination (GlBG)",
        "Austrian time limits for discrimination claims (GlBG)",
    ),
)

_ARCHIVE_FR = Rule(
    "A2.4",
    Purpose.ARCHIVE,
    Period(months=60),
    Start.REFUSAL,
    Text(
        "Délai pour agir en discrimination (Code du travail, L. 1134-5)",
        "Time limit for a discrimination claim (French Labour Code, L. 1134-5)",
    ),
)


def _criminal(justification: str) -> Rule:
    words = " ".join(justification.split())
    return Rule(
        "A2.5",
        Purpose.ARCHIVE,
        Period(months=72),
        Start.REFUSAL,
        Text(
            f"Délai de poursuite du délit de discrimination (Code de procédure pénale, art. 8) : {words}",
            f"Time limit for prosecuting discrimination (French Code of Criminal Procedure, art. 8): {words}",
        ),
    )


FR = Profile("FR", (_ACTIVE, _FEEDBACK_FR, _ARCHIVE_FR, _POOL, _CONTACT, _REQUESTS, _SECURITY_LOG), CNIL)
DE = Profile("DE", (_ACTIVE, _FEEDBACK_DE, _POOL, _CONTACT, _REQUESTS, _SECURITY_LOG), BFDI)
AT = Profile("AT", (_ACTIVE, _FEEDBACK_AT, _POOL, _CONTACT, _REQUESTS, _SECURITY_LOG), DSB)
PROFILES: Mapping[str, Profile] = {profile.country: profile for profile in (FR, DE, AT)}


def profile_for(country: str) -> Profile:
    """The published profile of a country.

    One that is not in the table gets, under the code ``ZZ``, the shortest of each period that every profile has, and
    no purpose that one of them does without: where the law is not known to us, keeping less is the safe answer.
    """
    return PROFILES.get(country.strip().upper()) or _SHORTEST


def shortest_of(profiles: Collection[Profile]) -> Profile:
    """The profile ``ZZ``: of each purpose that all ``profiles`` have, the shortest period."""
    rules = []
    for first in next(iter(profiles)).rules:
        same = [rule for profile in profiles for rule in profile.rules if rule.purpose is first.purpose]
        if len(same) == len(profiles):
            rules.append(next(rule for rule in same if all(other.period.covers(rule.period) for other in same)))
    return Profile(UNKNOWN_COUNTRY, tuple(rules))


_SHORTEST = shortest_of(PROFILES.values())
