"""Every column is either in the catalogue of personal data or on the list of those that are not (C1.1, rule 14)."""

import pytest

from app.domain.policy.catalogue import PersonalColumn, Subject
from app.domain.policy.held import DATA, OF_CANDIDATES, OF_STAFF, OF_THE_ARCHIVE
from app.domain.policy.notices import Firm, second_level
from app.domain.policy.periods import FR, PROFILES, Profile
from app.domain.policy.purposes import Purpose
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
    "erased_counts",
    "erasure_receipts",
    "task_runs",
    "public_edition",
    "firm_settings",
    "firm_images",
    "tombstones",
    "packages",
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
    *(f"documents.{name}" for name in ("kind", "state", "created_at", "sealed_key", "scan", "signature")),
    *(f"documents.{name}" for name in ("preparation", "tries", "fault", "pages", "has_text", "has_hidden_text")),
    *(f"documents.{name}" for name in ("has_ocr", "removed", "staged_by")),
    *(f"renditions.{name}" for name in ("id", "document_id", "kind", "number", "media_type")),
    *(f"candidate_keys.{name}" for name in ("sealed", "sealed_by", "created_at")),
    *(f"alerts.{name}" for name in ("id", "kind", "raised_at", "acknowledged_at")),
    *(
        f"outgoing_mails.{name}"
        for name in (
            "id",
            "message_id",
            "tries",
            "next_try_at",
            "last_error",
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
            "retired_at",
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


OF_PEOPLE = [entry for entry in CATALOGUE if entry.subject is Subject.CANDIDATE]
FIRM = Firm(name="F", address="A", email="e", privacy_contact="c", legal_line="", country="FR")


def _table(entry: PersonalColumn) -> str:
    return entry.column.partition(".")[0]


@pytest.mark.promise("C1.1", "G3")
@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_every_purpose_of_every_column_has_its_line_in_the_notice(profile: Profile, locale: str) -> None:
    """C1.1 T: also what outlives its table. Where a country has no archive, nothing is put there."""
    [rows] = [section.rows for section in second_level(FIRM, profile, locale) if section.rows]
    told = {row.purpose for row in rows if row.period and row.basis and row.source}
    used = {purpose for entry in OF_PEOPLE for purpose in entry.purposes}
    held = used if profile.archive else used - {Purpose.ARCHIVE}
    assert {purpose.label.in_language(locale) for purpose in held} - told == set()


@pytest.mark.promise("C1.1")
@pytest.mark.parametrize("locale", ["fr", "en"])
def test_everything_that_is_held_of_people_is_named_in_the_notice(locale: str) -> None:
    """Every table with a column about somebody who writes to us has its words under "What we collect"."""
    assert {_table(entry) for entry in OF_PEOPLE} == {*OF_CANDIDATES, *OF_THE_ARCHIVE}
    assert {_table(entry) for entry in CATALOGUE} == set(DATA)
    assert {_table(entry) for entry in CATALOGUE if entry not in OF_PEOPLE} == {*OF_STAFF, "outgoing_mails"}
    [collected] = [section for section in second_level(FIRM, FR, locale) if section.anchor == "data"]
    told = " ".join(collected.paragraphs)
    words = {DATA[_table(entry)].in_language(locale) for entry in OF_PEOPLE}
    assert {each for each in words if each not in told} == set()
