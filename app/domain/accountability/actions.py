"""The privacy officer keeps the list of processors and the register of breaches."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from flask_babel import lazy_gettext as _l

from ...core.actor import Actor
from ...core.clock import now, today
from ...core.errors import Conflict, Invalid
from ...core.text import clean_line, clean_text
from ...core.twice import find_twin
from ...extensions import db
from ..audit.record import record
from ..audit.tags import Tag
from ..firm.queries import current_firm
from .enums import ProcessorKind, Risk
from .models import Breach, Processor
from .queries import get_breach, get_processor
from .rules import is_outside_eea
from .stating import state

_CHANGED = _l("Somebody changed this meanwhile. Open the page again to see what changed.")
_NEEDED = _l("This cannot stay empty.")


@dataclass(frozen=True)
class ProcessorFacts:
    """What Art. 28 and 30 want to be known of a processor."""

    kind: ProcessorKind
    name: str
    service: str
    country: str
    contract_on: date | None
    subprocessors: str
    safeguard: str


@dataclass(frozen=True)
class BreachFacts:
    """What Art. 33 and 34 want to be known of a breach, as far as it is."""

    title: str
    aware_at: datetime | None
    started_at: datetime | None = None
    facts: str = ""
    people_categories: str = ""
    people_count: int | None = None
    records_categories: str = ""
    records_count: int | None = None
    effects: str = ""
    measures: str = ""
    contact_point: str = ""
    risk: Risk = Risk.LIKELY
    delay_reason: str = ""
    told_authority_at: datetime | None = None
    told_people_at: datetime | None = None


def add_processor(*, actor: Actor, facts: ProcessorFacts) -> Processor:
    """A new line of the list, once: nobody works for the firm twice in one way (R3).

    Raises Invalid beside what is missing.
    """
    checked = _checked_processor(facts)
    processor = Processor(id=uuid4(), version=1, **checked)
    if (written := find_twin(processor, *checked, "ended_on")) is not None:
        return written
    db.session.add(processor)
    record(actor, Tag.PROCESSOR_ADDED, processor.id, {"kind": processor.kind})
    state(actor=actor)
    return processor


def change_processor(*, actor: Actor, processor_id: UUID, version: int, facts: ProcessorFacts) -> None:
    """Raises Missing, Conflict when somebody was faster or the contract has ended, Invalid."""
    processor = _working(processor_id, version)
    changed = _apply(processor, _checked_processor(facts))
    record(actor, Tag.PROCESSOR_CHANGED, processor.id, dict.fromkeys(changed, "changed"))
    state(actor=actor)


def end_processor(*, actor: Actor, processor_id: UUID, version: int) -> None:
    """The contract ends today; the line stays. What needs such a processor is refused from now on (C3.4)."""
    processor = _working(processor_id, version)
    processor.ended_on = today()
    processor.version += 1
    record(actor, Tag.PROCESSOR_ENDED, processor.id, {"kind": processor.kind})
    state(actor=actor)


def open_breach(*, actor: Actor, title: str, aware_at: datetime | None, started_at: datetime | None) -> Breach:
    """The clock starts at awareness, whatever is known so far (A12.2); once (R3). Raises Invalid."""
    facts = BreachFacts(title, aware_at, started_at, contact_point=current_firm().privacy_contact)
    breach = Breach(id=uuid4(), recorded_at=now(), version=1, **_checked_breach(facts))
    if (written := find_twin(breach, "title", "aware_at", "started_at", at="recorded_at")) is not None:
        return written
    db.session.add(breach)
    record(actor, Tag.BREACH_OPENED, breach.id, {"aware_at": breach.aware_at})
    return breach


def change_breach(*, actor: Actor, breach_id: UUID, version: int, facts: BreachFacts) -> None:
    """What was learnt since, and who was told. Raises Missing, Conflict when somebody was faster or it is closed."""
    breach = _open(breach_id, version)
    changed = _apply(breach, _checked_breach(facts))
    record(actor, Tag.BREACH_CHANGED, breach.id, {**dict.fromkeys(changed, "changed"), "risk": breach.risk})


def close_breach(*, actor: Actor, breach_id: UUID, version: int) -> None:
    """The register holds facts, effects and measures (Art. 33(5)), and who must be told was: the authority, the people.

    Raises Missing, Conflict, Invalid beside what is missing.
    """
    breach = _open(breach_id, version)
    faults: dict[str, object] = {
        name: _NEEDED for name in ("facts", "effects", "measures") if not getattr(breach, name)
    }
    if breach.risk is not Risk.NONE and breach.told_authority_at is None:
        faults["told_authority_at"] = _l("The authority must be told first, unless no risk is likely.")
    if breach.risk is Risk.HIGH and breach.told_people_at is None:
        faults["told_people_at"] = _l(
            "The people must be told first, as long as the risk is high: if a measure has ended it, give the risk that "
            "is left."
        )
    _refuse(faults)
    breach.closed_at = now()
    breach.version += 1
    record(actor, Tag.BREACH_CLOSED, breach.id, {"risk": breach.risk})


def settle_breach(*, actor: Actor, breach_id: UUID, version: int, facts: BreachFacts) -> None:
    """Closes it with what was typed beside, for nothing is added afterwards; both, or neither. Raises as they do."""
    with db.session.begin_nested():
        change_breach(actor=actor, breach_id=breach_id, version=version, facts=facts)
        close_breach(actor=actor, breach_id=breach_id, version=version + 1)


def _working(processor_id: UUID, version: int) -> Processor:
    processor = get_processor(processor_id, lock=True)
    if processor.version != version or processor.ended_on is not None:
        raise Conflict(_CHANGED)
    return processor


def _open(breach_id: UUID, version: int) -> Breach:
    breach = get_breach(breach_id, lock=True)
    if breach.version != version or breach.closed_at is not None:
        raise Conflict(_CHANGED)
    return breach


def _apply(row: Processor | Breach, values: dict[str, Any]) -> list[str]:
    """Writes the values; says which of them are new."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    row.version += 1
    return changed


def _checked_processor(facts: ProcessorFacts) -> dict[str, Any]:
    values = {
        "kind": facts.kind,
        "name": clean_line(facts.name)[:120],
        "service": clean_line(facts.service)[:500],
        "country": facts.country,
        "contract_on": facts.contract_on,
        "subprocessors": clean_text(facts.subprocessors),
        "safeguard": clean_text(facts.safeguard),
    }
    faults: dict[str, object] = {name: _NEEDED for name in ("name", "service", "country") if not values[name]}
    if facts.contract_on is None:
        faults["contract_on"] = _l("Nobody handles data for us without a contract: give its date.")
    elif facts.contract_on > today():
        faults["contract_on"] = _l("This day has not come yet.")
    if facts.country and is_outside_eea(facts.country) and not values["safeguard"]:
        faults["safeguard"] = _l("Outside the EEA a transfer needs a safeguard: say which one.")
    _refuse(faults)
    return values


def _checked_breach(facts: BreachFacts) -> dict[str, Any]:
    values = {each.name: _cleaned(each.name, getattr(facts, each.name)) for each in fields(BreachFacts)}
    faults: dict[str, object] = {} if values["title"] else {"title": _NEEDED}
    if facts.aware_at is None:
        faults["aware_at"] = _l("The clock starts when we knew: say when.")
    else:
        _judge_times(facts, facts.aware_at, faults)
    if any(count is not None and count < 0 for count in (facts.people_count, facts.records_count)):
        faults["people_count" if (facts.people_count or 0) < 0 else "records_count"] = _l("A number from 0 on.")
    _refuse(faults)
    return values


def _judge_times(facts: BreachFacts, aware_at: datetime, faults: dict[str, object]) -> None:
    if facts.started_at is not None and facts.started_at > aware_at:
        faults["started_at"] = _l("It cannot have begun after we knew.")
    for name in ("told_authority_at", "told_people_at"):
        told_at = getattr(facts, name)
        if told_at is not None and told_at < aware_at:
            faults[name] = _l("Nobody was told before we knew.")
    for name in ("aware_at", "told_authority_at", "told_people_at"):
        if (moment := getattr(facts, name)) is not None and moment > now():
            faults[name] = _l("This moment has not come yet.")
    due_at = aware_at + timedelta(hours=current_app.config["BREACH_HOURS"])
    if facts.told_authority_at is not None and facts.told_authority_at > due_at and not facts.delay_reason.strip():
        faults["delay_reason"] = _l("Told after the time limit: the authority wants the reason (Article 33(1)).")


def _cleaned(name: str, value: object) -> object:
    if not isinstance(value, str) or isinstance(value, Risk):
        return value
    limits = {"title": 160, "contact_point": 300}
    return clean_line(value)[: limits[name]] if name in limits else clean_text(value)


def _refuse(faults: dict[str, object]) -> None:
    if faults:
        raise Invalid("", faults)
