"""Reads of jobs: what the public sees, and what each member of staff sees."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.actor import SYSTEM, VISITOR, Actor, staff
from app.core.clock import now
from app.core.db import transaction
from app.core.errors import Missing
from app.core.permissions import Role
from app.domain.jobs import queries
from app.domain.jobs.enums import Contract, JobState
from app.domain.jobs.models import Job, JobText
from app.domain.jobs.queries import Filters, JobWithText
from tests.factories import AccountFactory, JobFactory, QuestionFactory, StageFactory, TeamMemberFactory
from tests.statements import counted_statements


def _slugs(items: Sequence[JobWithText]) -> list[str]:
    return [item.job.slug for item in items]


def _public(locale: str = "fr", **filters: Any) -> list[str]:
    return _slugs(queries.list_public_jobs(Filters(**filters), locale, page=1).items)


def _staff(role: Role) -> Actor:
    return staff(AccountFactory(role=role).id, role)


def test_the_public_sees_published_jobs_newest_first_and_the_spontaneous_one_last(db: Any) -> None:
    for slug, days, more in (
        ("old", 9, {}),
        ("spontaneous", 0, {"is_spontaneous": True}),
        ("new", 1, {}),
        ("paused", 2, {"paused": True}),
        ("closed", 2, {"closed": True}),
    ):
        JobFactory(slug=slug, published_at=now() - timedelta(days=days), **more)
    JobFactory(slug="draft", draft=True)
    assert _public() == ["new", "old", "spontaneous"]


def test_filters_ask_place_contract_department_and_words_all_together(db: Any) -> None:
    JobFactory(slug="paris", place="Paris", department="Exécution", title="Analyste")
    JobFactory(slug="lyon", place="Lyon", department="Exécution", title="Comptable", contract=Contract.FIXED_TERM)
    assert _public(place="Lyon") == ["lyon"]
    assert _public(contract=Contract.PERMANENT) == ["paris"]
    assert sorted(_public(department="Exécution")) == ["lyon", "paris"]
    assert _public(words="comptable lyon") == ["lyon"]
    assert _public(words="comptable paris") == []
    assert _public(place="Paris", contract=Contract.FIXED_TERM) == []
    assert _public(place="paris'; drop table jobs") == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("chargé d’études", True),
        ("CHARGE D’ETUDES", True),
        ("charge d'etudes", True),
        ("etudes   charge", True),
        ("etud", True),
        ("analyse companies", True),
        ("100%", True),
        ("%", True),
        ("100_", False),
        ("_", False),
        ("\\", False),
        ("étudez", False),
        ("", True),
        ("a b c d e f g h " + "zzz " * 20, False),
    ],
)
def test_words_are_found_without_accents_in_any_language_and_stand_for_themselves(
    db: Any,
    words: str,
    found: bool,  # noqa: FBT001  a column of the table
) -> None:
    """ASVS 1.2.4: no character of a search means anything to the database."""
    JobFactory(slug="one", title="Chargé d’Études 100%")
    assert _public(words=words) == (["one"] if found else [])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(words=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40))
def test_no_words_break_the_list(db: Any, words: str) -> None:
    assert _public(words=words) == []


@pytest.mark.parametrize(
    ("locale", "texts", "title"),
    [
        ("en", {"fr": ("Analyste", "x"), "en": ("Analyst", "x")}, "Analyst"),
        ("fr", {"fr": ("Analyste", "x"), "en": ("Analyst", "x")}, "Analyste"),
        ("de", {"fr": ("Analyste", "x"), "en": ("Analyst", "x")}, "Analyste"),
        ("fr", {"en": ("Analyst", "x")}, "Analyst"),
        ("en", {"fr": ("Analyste", "x"), "en": ("Analyst", "")}, "Analyste"),
        ("fr", {}, ""),
    ],
)
def test_the_ad_is_in_the_language_asked_for_else_in_french_else_in_what_there_is(
    db: Any, locale: str, texts: dict[str, tuple[str, str]], title: str
) -> None:
    job = JobFactory()
    with transaction():
        db.session.query(JobText).delete()
        for spoken, (name, description) in texts.items():
            db.session.add(JobText(job_id=job.id, locale=spoken, title=name, description=description, search_text=""))
    assert queries.text_of(job.id, locale).title == title
    assert queries.list_public_jobs(Filters(), locale, page=1).items[0].text.title == title
    assert queries.titles_of([job.id, uuid4()], locale) == ({job.id: title} if texts else {})


def test_the_list_is_paged_and_costs_the_same_for_1_and_40_jobs(db: Any) -> None:
    sent = {}
    for size, more in ((1, 1), (40, 39)):
        for _ in range(more):
            JobFactory()
        with counted_statements() as statements:
            page = queries.list_public_jobs(Filters(words="analyste"), "fr", page=1, per_page=30)
        sent[size] = len(statements)
        assert (len(page.items), page.total) == (min(size, 30), size)
    assert sent == {1: 3, 40: 3}
    second = queries.list_public_jobs(Filters(), "fr", page=2, per_page=30)
    assert (second.number, len(second.items)) == (2, 10)
    first = queries.list_public_jobs(Filters(), "fr", page=1, per_page=30)
    assert len({*_slugs(first.items), *_slugs(second.items)}) == 40


def test_the_choices_of_the_filters_are_those_of_open_positions(db: Any) -> None:
    JobFactory(place="Paris", department="Exécution")
    JobFactory(place="Lyon", department="Exécution")
    JobFactory(place="Nantes", department="Caché", paused=True)
    JobFactory(place="Partout", department="Toutes", is_spontaneous=True)
    assert queries.list_public_choices() == (["Lyon", "Paris"], ["Exécution"])


@pytest.mark.parametrize("state", ["draft", "paused", "closed"])
def test_what_is_not_published_is_missing_like_what_never_was(db: Any, state: str) -> None:
    """CVE-2026-24036."""
    hidden = JobFactory(**{state: True})
    for slug in (hidden.slug, "never", "", "' or 1=1 --"):
        with pytest.raises(Missing) as missing:
            queries.get_public_job(slug)
        assert missing.value.message == ""
    shown = JobFactory()
    assert queries.get_public_job(shown.slug).id == shown.id


def test_recruiters_see_every_job_managers_their_teams_and_others_none(db: Any) -> None:
    """B3.1, B3.3: lists and details share one query."""
    mine, other = JobFactory(), JobFactory(draft=True)
    manager = _staff(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=mine.id, account_id=manager.account_id)
    seen: dict[Actor, set[UUID]] = {
        _staff(Role.RECRUITER): {mine.id, other.id},
        manager: {mine.id},
        _staff(Role.HIRING_MANAGER): set(),
        _staff(Role.ADMINISTRATOR): set(),
        _staff(Role.PRIVACY_OFFICER): set(),
        _staff(Role.LITIGATION): set(),
        VISITOR: set(),
        SYSTEM: set(),
    }
    for actor, expected in seen.items():
        listed = queries.list_jobs_visible_to(actor, "fr", page=1)
        assert ({item.job.id for item in listed.items}, listed.total) == (expected, len(expected))
        for job in (mine, other):
            if job.id in expected:
                assert queries.get_job_visible_to(actor, job.id) == job
                assert queries.get_job_visible_to(actor, job.id, lock=True) == job
            else:
                with pytest.raises(Missing):
                    queries.get_job_visible_to(actor, job.id)


def test_staff_see_the_latest_ads_first_then_drafts_and_closed_jobs_last(db: Any) -> None:
    """The same on both engines, which do not agree on where an empty date stands."""
    for slug, days, more in (
        ("closed", 1, {"closed": True}),
        ("old", 9, {}),
        ("spontaneous", 0, {"is_spontaneous": True}),
        ("new", 2, {}),
        ("paused", 5, {"paused": True}),
    ):
        JobFactory(slug=slug, published_at=now() - timedelta(days=days), **more)
    JobFactory(slug="draft", draft=True)
    JobFactory(slug="fresh", draft=True, created_at=now() + timedelta(minutes=1))
    page = queries.list_jobs_visible_to(_staff(Role.RECRUITER), "fr", page=1)
    assert _slugs(page.items) == ["new", "paused", "old", "fresh", "draft", "spontaneous", "closed"]


def test_stages_questions_and_team_come_in_order_and_only_those_of_the_job(db: Any) -> None:
    job, other = JobFactory(stages=False), JobFactory()
    late, early = StageFactory(job_id=job.id, position=5), StageFactory(job_id=job.id, position=2)
    second, first = QuestionFactory(job_id=job.id, position=9), QuestionFactory(job_id=job.id, position=0)
    QuestionFactory(job_id=other.id)
    member = AccountFactory(role=Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=job.id, account_id=member.id)
    assert [stage.id for stage in queries.list_stages(job.id)] == [early.id, late.id]
    assert list(queries.list_questions(job.id)) == [first, second]
    assert (list(queries.list_team(job.id)), list(queries.list_team(other.id))) == ([member.id], [])
    assert [template.position for template in queries.list_templates()] == [0, 1, 2]


@pytest.mark.parametrize(
    "given",
    [
        {"state": JobState.PUBLISHED, "published_at": None},
        {"state": JobState.CLOSED, "closed_at": None},
        {"state": JobState.DRAFT, "closed_at": now()},
        {"pay_min": 3, "pay_max": 2},
        {"slug": "taken"},
        {"state": "unknown"},
    ],
)
def test_the_database_itself_refuses_a_job_that_cannot_be(db: Any, given: dict[str, Any]) -> None:
    """Rule 7: constraints prove the result of every move."""
    JobFactory(slug="taken")
    with pytest.raises(Exception, match=r"(?i)constraint|check|LookupError|not among"):
        JobFactory(stages=False, **given)
    db.session.rollback()
    assert db.session.query(Job).count() == 1
