"""A dispute keeps an application from being erased: with a reason, an owner and a day of review (A2.17, C2.4)."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from ....core.actor import Actor
from ....core.clock import now
from ....core.errors import Invalid, Missing
from ....core.text import clean_text
from ....extensions import db
from ...audit.record import record
from ...audit.tags import Tag
from ...disclosures.enums import Correction
from ..models import FormerWords, Hold
from ..queries.holds import list_held, live_holds_of, lock_by_reference
from ..rules import check_hold

MAX_REASON = 2000


def place_hold(*, actor: Actor, reference: str, reason: str, review_on: date) -> Hold:
    """Holds the application that carries ``reference``. Raises Invalid, naming the field."""
    words = clean_text(reason)[:MAX_REASON]
    check_hold(words, review_on)
    try:
        application = lock_by_reference(reference)
    except Missing as unknown:
        said = _l("No application carries this reference.")
        raise Invalid(said, {"reference": said}) from unknown
    if list_held([application.id]):
        said = _l("This application is held already.")
        raise Invalid(said, {"reference": said})
    hold = Hold(
        application_id=application.id, reason=words, placed_at=now(), placed_by=actor.account_id, review_on=review_on
    )
    db.session.add(hold)
    db.session.flush()
    record(actor, Tag.HOLD_PLACED, application.id, {"review_on": review_on})
    return hold


def review_hold(*, actor: Actor, hold_id: UUID, reason: str, review_on: date) -> None:
    """Keeps it on, with the reason of today. Raises Invalid, Missing."""
    hold = _lock(hold_id)
    words = clean_text(reason)[:MAX_REASON]
    check_hold(words, review_on)
    hold.reason, hold.review_on = words, review_on
    record(actor, Tag.HOLD_REVIEWED, hold.application_id, {"review_on": review_on})


def end_hold(*, actor: Actor, hold_id: UUID) -> None:
    """The normal rule resumes: what is past its day goes with the next night, former words now. Raises Missing."""
    hold = _lock(hold_id)
    hold.ended_at, hold.ended_by = now(), actor.account_id
    db.session.execute(delete(FormerWords).where(FormerWords.application_id == hold.application_id))
    db.session.flush()
    record(actor, Tag.HOLD_ENDED, hold.application_id)


def keep_former_words(application_id: UUID, former: Mapping[Correction, str | None], asked: str | None = None) -> None:
    """While a dispute lasts, what its person corrects stays beside what they write now (A2.17).

    What was empty leaves nothing. Whoever ends the hold meanwhile waits, or was faster: nothing is left behind it.
    """
    said = {what: words for what, words in former.items() if words}
    if said and db.session.scalar(live_holds_of(application_id).with_for_update()) is not None:
        db.session.add_all(
            FormerWords(application_id=application_id, what=what, question=asked, words=words, replaced_at=now())
            for what, words in said.items()
        )


def _lock(hold_id: UUID) -> Hold:
    hold = db.session.get(Hold, hold_id, with_for_update=True, populate_existing=True)
    if hold is None or hold.ended_at is not None:
        raise Missing("")
    return hold
