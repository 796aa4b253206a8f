"""What the archive keeps of a refusal, told in the tables of a copy: to its person, or in a package (C5.1, C3.0)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..applications.enums import ApplicationState
from ..archive.queries import read_minimums_of
from ..policy.texts import Text
from .masking import Masker, masks_in

Record = dict[str, Any]
Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Kept:
    """Of one refusal: its record as its person may read it, why words in it are masked, its CV unless it was lost."""

    record: Record
    masks: list[Text]
    cv: bytes | None


def read_kept(candidate_id: UUID | None, address: str) -> list[Kept]:
    """What the archive keeps of who has that address, oldest first. Raises StorageUnavailable.

    ``candidate_id``: of who is still a candidate. Other people's names are masked as elsewhere, and no colleague's id
    is given, whoever noted, moved or decided.
    """
    minimums = read_minimums_of(address)
    masker = Masker(
        candidate_id,
        address=address,
        name=minimums[-1].record["name"] if minimums else "",
        kept=[each for kept in minimums for each in masks_in(kept.record)],
    )
    return [Kept(*_told(kept.record, masker), kept.cv) for kept in minimums]


def tables_of(record: Record) -> Tables:
    """The archive's record: days where the tables have moments, names for ids, nothing of what it did not keep."""
    decision = record["decision"]
    application = {
        "reference": record["reference"],
        "name": record["name"],
        "submitted_at": record["submitted_on"],
        "state": ApplicationState.REJECTED.value,
        "decided_at": decision["on"],
        "rejection_reason": decision["reason"],
    }
    return {
        "candidates": [{"email": record["email"]}],
        "applications": [application],
        "answers": [{"label": each["question"], "value": each["answer"]} for each in record["answers"]],
        "notes": [{"body": each["words"], "written_at": each["on"]} for each in record["notes"]],
        "statements": [{"body": record["statement"]}] if record["statement"] else [],
        "moves": [
            {"moved_at": each["on"], "stage": each["stage"], "to_state": each["state"]} for each in record["steps"]
        ],
    }


def mask_notes(record: Record, masker: Masker) -> tuple[Record, list[Text]]:
    """The record with its notes as somebody else may read them, and one reason for each thing that was masked."""
    masked = [masker.mask(note["words"]) for note in record["notes"]]
    notes = [note | {"words": words} for note, (words, _found) in zip(record["notes"], masked, strict=True)]
    return record | {"notes": notes}, [why for _words, found in masked for why in found]


def _told(record: Record, masker: Masker) -> tuple[Record, list[Text]]:
    masked, reasons = mask_notes(record, masker)
    told = masked | {
        "masks": [each["reason"] for each in masks_in(record)],
        "notes": [_unsigned(note) for note in masked["notes"]],
        "steps": [_unsigned(step) for step in record["steps"]],
        "decision": _unsigned(record["decision"]),
    }
    return told, reasons


def _unsigned(act: Record) -> Record:
    return act | {"by": None}
