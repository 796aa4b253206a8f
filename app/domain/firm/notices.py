"""The versions of the privacy notice: each is kept as it was shown, and told apart from the one before (C7.1, C7.2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest

from flask_babel import lazy_gettext as _l
from sqlalchemy import ScalarSelect, func, or_, select

from ...core.actor import Actor
from ...core.clock import now
from ...core.db import take_turn
from ...core.edition import kept_for_edition
from ...core.errors import Conflict, Missing
from ...core.rows import AnyRow, read_rows
from ...extensions import db
from ..audit.record import record
from ..audit.tags import Tag
from ..policy.notices import Document, Firm, document, notice_hash, read_document
from ..policy.periods import Profile
from .models import Notice
from .queries import current_firm, current_profile


@dataclass(frozen=True)
class Change:
    """A stretch of the two texts: ``same``, ``added``, ``removed``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Version:
    """The notice in one language, and the facts that it was made of."""

    firm: Firm
    profile: Profile
    document: Document
    text: str
    hash: str


_versions: dict[str, Version] = {}


def current_document(locale: str) -> Document:
    """The notice as the policy and the settings have it at this moment."""
    return current_version(locale).document


def current_version(locale: str) -> Version:
    """The same with its hash; made anew only when a fact has changed, for it is a pure function of the facts."""
    return _version_of(locale, current_firm(), current_profile())


def _current_versions() -> tuple[Version, Version]:
    """In both languages, of facts that are asked for once."""
    facts = current_firm(), current_profile()
    return _version_of("fr", *facts), _version_of("en", *facts)


def _version_of(locale: str, *facts: *tuple[Firm, Profile]) -> Version:
    known = _versions.get(locale)
    if known is None or (known.firm, known.profile) != facts:
        made = document(*facts, locale)
        known = _versions[locale] = Version(*facts, made, made.text, notice_hash(made.text))
    return known


def publish_notice(*, actor: Actor) -> int:
    """Keeps what the notice says now as a new version, unless the latest one says the same; that version's number."""
    return _publish(actor, *_current_versions())


def has_unpublished_notice() -> bool:
    """Whether the notice says something else than its latest version: a new release, another setting."""
    return not _is_latest(list_notices(), *_current_versions())


def _is_latest(versions: Sequence[AnyRow], fr: Version, en: Version) -> bool:
    return bool(versions) and (versions[0].fr_hash, versions[0].en_hash) == (fr.hash, en.hash)


def _publish(actor: Actor, fr: Version, en: Version) -> int:
    versions = list_notices()
    if not _is_latest(versions, fr, en):
        # Nobody waits for anybody as long as nothing is new.
        take_turn("notice")
        versions = list_notices()
    if _is_latest(versions, fr, en):
        return int(versions[0].number)
    notice = Notice(
        number=versions[0].number + 1 if versions else 1,
        published_at=now(),
        fr=fr.text,
        en=en.text,
        fr_hash=fr.hash,
        en_hash=en.hash,
        periods={rule.purpose.value: [rule.period.months, rule.period.days] for rule in fr.profile.rules},
    )
    db.session.add(notice)
    db.session.flush()
    record(actor, Tag.NOTICE_PUBLISHED, None, {"number": notice.number})
    return notice.number


def get_shown(*, actor: Actor, shown_hash: str) -> Document:
    """What a page said whose token carries that hash: a version, if it was none yet (C7.2).

    Raises Conflict when no version says it: it was changed before it was kept, and the person must read the new one.
    """
    current = _current_versions()
    _publish(actor, *current)
    for version in current:
        # What has just been kept need not be read again.
        if version.hash == shown_hash:
            return version.document
    notice = find_notice(shown_hash)
    if notice is None:
        raise Conflict(_l("Our privacy notice has changed meanwhile. Please read it, and send again: nothing is lost."))
    return read_document(notice.en if notice.en_hash == shown_hash else notice.fr)


def promised() -> Callable[[datetime], Profile]:
    """What binds what came in at an instant: each period the shortest of those in force since then (A2.11).

    The versions are asked for once, for however many instants.
    """
    versions, profile = list_notices(), current_profile()

    @cache
    def since(first: datetime | None) -> Profile:
        binding = (each.periods for each in versions if first is None or each.published_at >= first)
        return profile.bound_by(periods or {} for periods in binding)

    # Before the first version, all of them have come since.
    return lambda at: since(max((each.published_at for each in versions if each.published_at <= at), default=None))


def latest_number() -> ScalarSelect[int]:
    """The number of the version in force, 0 before the first: for queries."""
    return select(func.coalesce(func.max(Notice.number), 0)).scalar_subquery()


def find_latest_notice() -> Notice | None:
    """The version in force; None before the first one."""
    return db.session.scalar(select(Notice).order_by(Notice.number.desc()).limit(1))


def find_notice(shown_hash: str) -> Notice | None:
    """The first version that said exactly this, in either language."""
    same = or_(Notice.fr_hash == shown_hash, Notice.en_hash == shown_hash)
    return db.session.scalar(select(Notice).where(same).order_by(Notice.number).limit(1))


def get_notice(number: int) -> Notice:
    """The version of that number. Raises Missing."""
    notice = db.session.get(Notice, number)
    if notice is None:
        raise Missing("")
    return notice


@kept_for_edition
def list_notices() -> Sequence[AnyRow]:
    """Every version, newest first, without its words: they are long, and seldom asked for."""
    notices = Notice.__table__.c
    kept = notices.number, notices.published_at, notices.fr_hash, notices.en_hash, notices.periods
    return read_rows(select(*kept).order_by(notices.number.desc())).all()


def text_of(notice: Notice, locale: str) -> Document:
    """What that version said, in that language."""
    return read_document(notice.en if locale.startswith("en") else notice.fr)


def changes_between(before: Document, after: Document) -> list[list[Change]]:
    """What a reader of ``before`` finds different in ``after``: a list of paragraphs, each a list of stretches.

    Paragraphs that say the same are left out; those that changed are compared word by word.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    changed = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = zip_longest(old[first:last], new[start:end], fillvalue="")
        changed += [_stretches(was, is_now) for was, is_now in pairs]
    return changed


def _paragraphs(shown: Document) -> list[str]:
    lines = [sentence.text for sentence in shown.first_level]
    for section in shown.sections:
        lines += [section.title, *section.paragraphs]
        lines += [" · ".join(filter(None, vars(row).values())) for row in section.rows]
    return [*lines, shown.consent, shown.contact]


def _stretches(was: str, is_now: str) -> list[Change]:
    old, new = was.split(" "), is_now.split(" ")
    stretches = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            stretches.append(Change("same", " ".join(old[first:last])))
            continue
        gone, come = " ".join(old[first:last]), " ".join(new[start:end])
        stretches += [Change(what, text) for what, text in (("removed", gone), ("added", come)) if text]
    return stretches
