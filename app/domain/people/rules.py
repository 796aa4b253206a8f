"""Questions about accounts and addresses that need no database."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from ...core.actor import Actor, ActorKind
from ...core.clock import today
from ...core.errors import Invalid
from ...core.permissions import Permission
from ...core.text import fold
from ..policy.periods import Period
from .models import Account

MIN_PASSWORD = 12
MAX_PASSWORD = 128
FREE_FAILURES = 5
LONGEST_HOLD = Period(months=12)
LONGEST_WAIT = timedelta(minutes=15)

# Words around which people build passwords that lists of stolen ones hold in thousands of variants (ASVS 6.2.12).
_COMMON = (
    "password", "motdepasse", "azerty", "qwerty", "qwertz", "123456", "abcdef", "bonjour", "bienvenue", "welcome",
    "letmein", "iloveyou", "jetaime", "soleil", "doudou", "loulou", "marseille", "football", "princess", "dragon",
    "monkey", "admin", "recrutement", "recruiting", "vivier", "changeme", "secret", "correcthorsebatterystaple",
)  # fmt: skip
_FORWARD = (
    "01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn", "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm", "1q2w3e4r5t6y7u8i9o0p", "1a2z3e4r5t6y7u8i9o0p", "1qaz2wsx3edc4rfv5tgb6yhn",
)  # fmt: skip
_RUNS = (*_FORWARD, *(run[::-1] for run in _FORWARD))
_SHORTEST_RUN = 4
# What is left of a password without its well-known parts must still be worth guessing.
_MIN_LEFT = 8
_MIN_DIFFERENT = 5
_SHORTEST_OWN_WORD = 4


def clean_email(raw: str) -> str:
    """A usable address. Raises Invalid, with words for the person, when it is not one."""
    try:
        return validate_email(raw.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise Invalid(_l("This address is not complete. Example: “name@example.org”.")) from None


def email_key(email: str) -> str:
    """The form under which an address is unique."""
    return unicodedata.normalize("NFC", email.lower())


def password_fault(password: str, *, about: tuple[str, ...]) -> Any:  # noqa: ANN401  words to translate, or None
    """What is wrong with a new password, or None (A13.1): long enough, not well known, not made of one's own name."""
    if len(password) < MIN_PASSWORD:
        return _l("Please choose at least %(number)s characters; a short sentence does well.", number=MIN_PASSWORD)
    if len(password) > MAX_PASSWORD:
        return _l("Please choose at most %(number)s characters.", number=MAX_PASSWORD)
    bare = "".join(fold(password).split())
    left = _without_runs(_without_words(bare, (*_COMMON, *_own_words(about))))
    if len(set(bare)) < _MIN_DIFFERENT or (left != bare and len(left) < _MIN_LEFT):
        return _l("This password is among the first that would be tried. Please choose another one.")
    return None


def wait_after(failures: int) -> timedelta:
    """How long an account waits after so many failures in a row: slower and slower, never locked for good (A13.1)."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(seconds=15 * 2 ** min(failures - FREE_FAILURES, 10)), LONGEST_WAIT)


def is_waiting(account: Account, at: datetime) -> bool:
    """Whether sign-in is being slowed for this account."""
    return account.next_sign_in_at is not None and account.next_sign_in_at > at


def can_manage_accounts(actor: Actor) -> bool:
    """Administrators do, and the operator of the machine."""
    return actor.kind is ActorKind.OPERATOR or actor.may(Permission.ACCOUNTS_MANAGE)


def check_review(review_on: date) -> None:
    """Whether what is kept beyond its day is looked at again within a year (A2.17). Raises Invalid, naming it."""
    if not today() < review_on <= LONGEST_HOLD.end_from(today()):
        words = _l("Choose a day within the next twelve months.")
        raise Invalid(words, {"review_on": words})


def _own_words(about: tuple[str, ...]) -> list[str]:
    return [word for text in about for word in re.split(r"\W+", fold(text)) if len(word) >= _SHORTEST_OWN_WORD]


def _without_words(bare: str, words: tuple[str, ...]) -> str:
    for word in sorted(words, key=len, reverse=True):
        bare = bare.replace(word, "")
    return bare


def _without_runs(bare: str) -> str:
    """``bare`` without what lies in a row on a keyboard, in the alphabet, or among the figures."""
    kept, start = "", 0
    while start < len(bare):
        end = start + _SHORTEST_RUN
        while end <= len(bare) and any(bare[start:end] in run for run in _RUNS):
            end += 1
        if end > start + _SHORTEST_RUN:
            start = end - 1
        else:
            kept, start = kept + bare[start], start + 1
    return kept
