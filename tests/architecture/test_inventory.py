"""Every column is either in the catalogue of personal data or on the list of those that are not (C1.1, rule 14)."""

import pytest

from app.domain.privacy.inventory import CATALOGUE
from app.tables import METADATA

# Ids, states, dates and the firm's own words: nothing that a person gave or that is written about one. Whole tables by
# their name, else table.column.
NOT_PERSONAL_TABLES = {
    "jobs",
    "job_texts",
    "stages",
    "pipeline_templates",
    "sweep_runs",
    "erasure_receipts",
    "task_runs",
    "public_edition",
    "firm_settings",
    "firm_images",
    "tombstones",
    "packages",
    "audit_events",
    "audit_seals",
    "audit_anchors",
    "audit_cuts",
    "erasure_ledger",
    "erasure_marks",
    "backup_proofs",
    "notices",
    "visit_counts",
    "counted_files",
    "processors",
    "breaches",
}
NOT_PERSONAL = {
    *(f"documents.{name}" for name in ("id", "kind", "state", "created_at", "sealed_key", "scan", "signature")),
    *(f"documents.{name}" for name in ("preparation", "tries", "fault", "pages", "has_text", "has_hidden_text")),
    *(f"documents.{name}" for name in ("has_ocr", "removed", "staged_by")),
    *(f"renditions.{name}" for name in ("id", "document_id", "kind", "number", "media_type")),
    *(f"candidate_keys.{name}" for name in ("sealed", "sealed_by", "created_at")),
    *(f"alerts.{name}" for name in ("id", "kind", "raised_at", "acknowledged_at")),
    *(
        f"outgoing_mails.{name}"
        for name in (
            "id",
            "kind",
            "locale",
            "message_id",
            "state",
            "tries",
            "next_try_at",
            "last_error",
            "created_at",
            "sent_at",
        )
    ),
    *(
        f"questions.{name}"
        for name in (
            "id",
            "job_id",
            "position",
            "kind",
            "labels",
            "reasons",
            "options",
            "is_required",
            "override_reason",
        )
    ),
}


def _columns() -> set[str]:
    return {f"{table.name}.{column.name}" for table in METADATA.sorted_tables for column in table.columns}


@pytest.mark.promise("C1.1")
def test_every_column_is_accounted_for() -> None:
    catalogued = {entry.column for entry in CATALOGUE}
    left = {
        column
        for column in _columns() - catalogued - NOT_PERSONAL
        if column.partition(".")[0] not in NOT_PERSONAL_TABLES
    }
    assert left == set()


def test_the_catalogue_names_only_columns_that_exist_and_each_once() -> None:
    named = [entry.column for entry in CATALOGUE]
    assert set(named) - _columns() == set()
    assert len(named) == len(set(named))


def test_no_column_is_both_personal_and_not() -> None:
    catalogued = {entry.column for entry in CATALOGUE}
    assert catalogued & NOT_PERSONAL == set()
    assert {column for column in catalogued if column.partition(".")[0] in NOT_PERSONAL_TABLES} == set()


@pytest.mark.promise("C1.1")
def test_every_entry_has_a_purpose_and_a_reason_in_both_languages() -> None:
    for entry in CATALOGUE:
        assert entry.purposes, entry.column
        assert entry.why.fr, entry.column
        assert entry.why.en, entry.column
