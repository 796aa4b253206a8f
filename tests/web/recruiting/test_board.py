"""Board and list as pages."""

import html
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.clock import now, today
from app.core.permissions import Role
from app.domain.applications.models import Application
from app.domain.applications.queries.board import FIRST, MORE
from app.domain.jobs.models import Stage
from tests.factories import ApplicationFactory, HoldFactory, JobFactory, TeamMemberFactory

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def _stages(db: Any, job_id: UUID) -> list[Stage]:
    return list(db.session.scalars(select(Stage).where(Stage.job_id == job_id).order_by(Stage.position)))


def test_the_board_shows_cards_counts_and_a_way_without_a_mouse(db: Any, sign_in: Any) -> None:
    job = JobFactory()
    stages = _stages(db, job.id)
    application = ApplicationFactory(job=job, submitted_at=now() - timedelta(days=6))
    client = sign_in()
    page = client.page(f"/staff/jobs/{job.id}/board")
    assert "Camille Durand" in page.text
    assert [element.text for element in page.find_all("span", class_="count")] == ["1", "0", "0", "0"]
    action = f"/staff/applications/{application.id}/move"
    moved = client.submit(page, action, {"to_stage": str(stages[2].id)})
    assert moved.location == f"/staff/jobs/{job.id}/board#card-{application.id}"
    assert application.stage_id == stages[2].id


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({}, "Les candidatures arrivent ici dès leur envoi."),
        ({"draft": True}, "Les candidatures arriveront ici dès que l’offre sera publiée."),
        ({"paused": True}, "L’offre est suspendue"),
        ({"closed": True}, "L’offre est clôturée"),
    ],
)
def test_that_applications_arrive_is_said_where_they_can(
    db: Any, sign_in: Any, state: dict[str, bool], told: str
) -> None:
    job, client = JobFactory(**state), sign_in()
    for page in ("board", "applications"):
        text = client.page(f"/staff/jobs/{job.id}/{page}?lang=fr").text
        assert told in text
        assert ("Les candidatures arriv" in text) is (not state or "draft" in state)


def test_after_a_move_the_script_is_told_what_the_page_says_of_time(db: Any, sign_in: Any) -> None:
    """The card is new where it is now; the board counts those beyond their limit, as it is filtered."""
    job = JobFactory()
    stages = _stages(db, job.id)
    long_ago = now() - timedelta(days=40)
    moved, other, _third = [
        ApplicationFactory(job=job, name=name, submitted_at=long_ago, stage_entered_at=long_ago)
        for name in ("Ada Un", "Ada Deux", "Zoé Trois")
    ]
    client = sign_in()
    page = client.page(f"/staff/jobs/{job.id}/board")
    assert "".join(page.by_id("overdue").itertext()) == "3 au-delà du délai"
    action = f"/staff/applications/{moved.id}/move"
    asked = {**page.form(action).values, "to_stage": str(stages[1].id), "q": "ada"}
    answer = client.post(action, data=asked, headers={"Accept": "application/json"})
    said = {name: answer.json[name] for name in ("waiting", "is_overdue", "overdue")}
    assert said == {"waiting": "0 jour", "is_overdue": False, "overdue": "1 au-delà du délai"}
    stays = {**asked, "to_stage": str(stages[0].id), "version": str(other.version)}
    answer = client.post(f"/staff/applications/{other.id}/move", data=stays, headers={"Accept": "application/json"})
    assert (answer.json["waiting"], answer.json["is_overdue"]) == ("40 jours, en retard", True)


def test_where_no_stage_has_a_limit_nothing_is_beyond_it(db: Any, sign_in: Any) -> None:
    job = JobFactory()
    stages = _stages(db, job.id)
    for stage in stages:
        stage.limit_days = None
    long_ago = now() - timedelta(days=400)
    moved = ApplicationFactory(job=job, submitted_at=long_ago, stage_entered_at=long_ago)
    client = sign_in()
    action = f"/staff/applications/{moved.id}/move"
    asked = {**client.page(f"/staff/jobs/{job.id}/board").form(action).values, "to_stage": str(stages[1].id)}
    answer = client.post(action, data=asked, headers={"Accept": "application/json"})
    assert (answer.json["is_overdue"], answer.json["overdue"]) == (False, "")


def test_a_full_column_leads_to_the_list(db: Any, sign_in: Any) -> None:
    job = JobFactory()
    for _ in range(FIRST + 1):
        ApplicationFactory(job=job)
    page = sign_in().page(f"/staff/jobs/{job.id}/board")
    assert len([element for element in page.tree.iter("li") if element.get("class") == "cand"]) == FIRST
    assert any(f"{FIRST + 1}" in "".join(a.itertext()) for a in page.find_all("a", class_="more"))


def test_the_script_gets_the_rest_of_a_column_piece_by_piece(db: Any, sign_in: Any) -> None:
    job = JobFactory()
    for _ in range(FIRST + MORE + 1):
        ApplicationFactory(job=job)
    client = sign_in()
    page = client.page(f"/staff/jobs/{job.id}/board?q=camille")
    address = next(a.get("data-next") for a in page.find_all("a", class_="more"))
    pieces = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        pieces.append(answer.text.count('class="cand"'))
        found = re.search(r'data-next="([^"]+)"', answer.text)
        address = html.unescape(found[1]) if found else None
    assert pieces == [MORE, 1]


@pytest.mark.parametrize(
    "after",
    [
        *("", "~", "2026-01-01~x", "2026-01-01T00:00:00~00000000-0000-0000-0000-000000000000"),
        "9999-12-31T23:59:59-23:59~00000000-0000-0000-0000-000000000000",
        "0001-01-01T00:00:00+23:59~00000000-0000-0000-0000-000000000000",
    ],
)
def test_what_is_no_place_in_a_column_is_not_found(db: Any, sign_in: Any, after: str) -> None:
    job = JobFactory()
    stage = _stages(db, job.id)[0]
    assert sign_in().get(f"/staff/jobs/{job.id}/board/{stage.id}", query_string={"after": after}).status_code == 404


def test_a_filtered_board_counts_what_matches_and_so_does_the_list_behind_a_column(db: Any, sign_in: Any) -> None:
    job, client = JobFactory(), sign_in()
    for number in range(FIRST + 1):
        ApplicationFactory(job=job, name=f"Zoé {number}")
    ApplicationFactory(job=job, name="Ana Faure")
    path = f"/staff/jobs/{job.id}/board?lang=fr"
    assert f"{FIRST + 2} candidatures\u00a0· {FIRST + 2} en cours" in client.page(path).text
    board = client.page(f"{path}&q=zoe")
    assert f"{FIRST + 1} candidatures correspondent" in board.text
    [more] = board.find_all("a", class_="more")
    assert more.text == f"Les {FIRST + 1} dans une liste"
    assert "Ana Faure" not in client.page(more.get("href")).text
    assert "en cours" not in client.page(f"{path}&q=faure").find_all("span", class_="muted")[0].text


def test_the_list_behind_a_column_is_in_the_order_of_the_column(db: Any, sign_in: Any) -> None:
    """Who has waited longest stands first in both."""
    job, client = JobFactory(), sign_in()
    for days in range(FIRST + 1):
        ApplicationFactory(job=job, name=f"Depuis {days} jours", stage_entered_at=now() - timedelta(days=days))
    board = client.page(f"/staff/jobs/{job.id}/board")
    [more] = board.find_all("a", class_="more")
    pages = (board, client.page(more.get("href")))
    column, listed = (list(dict.fromkeys(re.findall(r"Depuis \d+ jours", page.text))) for page in pages)
    assert listed == [*column, "Depuis 0 jours"]


@pytest.mark.parametrize("path", ["board", "applications"])
def test_what_a_candidate_typed_is_inert(db: Any, sign_in: Any, path: str) -> None:
    """CVE-2023-27293, ASVS 1.2.1: the page's own check refuses any new element or handler."""
    application = ApplicationFactory(name=EVIL, current_position=EVIL)
    page = sign_in().page(f"/staff/jobs/{application.job_id}/{path}?q=img")
    assert EVIL in page.text


@pytest.mark.parametrize("path", ["board", "applications"])
def test_a_hiring_manager_sees_only_the_jobs_of_their_team(db: Any, sign_in: Any, path: str) -> None:
    """B3.1, B3.2."""
    job = JobFactory()
    client = sign_in(Role.HIRING_MANAGER)
    client.page(f"/staff/jobs/{job.id}/{path}", status=404)
    TeamMemberFactory(job_id=job.id, account_id=client.account.id)
    client.page(f"/staff/jobs/{job.id}/{path}")


def test_the_list_of_a_job_to_which_nobody_applied_says_so(db: Any, sign_in: Any) -> None:
    """As the board does; that nothing matches is for who has asked for something."""
    path, client = f"/staff/jobs/{JobFactory().id}/applications", sign_in()
    assert "Aucune candidature pour l’instant" in client.page(path).text
    for asked in ("q=ada", "state=active"):
        page = client.page(f"{path}?{asked}")
        assert "Aucune candidature ne correspond" in page.text
        assert "pour l’instant" not in page.text


def test_the_list_is_sorted_filtered_and_survives_any_query(db: Any, sign_in: Any) -> None:
    """ASVS 1.2.4: what is asked comes from closed lists."""
    job = JobFactory()
    ApplicationFactory(job=job, name="Zoé Roux")
    ApplicationFactory(job=job, name="Ana Faure")
    client = sign_in()
    address = f"/staff/jobs/{job.id}/applications"
    page = client.page(f"{address}?sort=name&order=asc")
    names = [element.text for element in page.tree.iter("strong")]
    assert names == ["Ana Faure", "Zoé Roux"]
    assert "Zoé Roux" not in client.page(f"{address}?q=faure&state=active&stage={_stages(db, job.id)[0].id}").text
    for query in (
        "sort=name;drop table jobs&order=zzz&page=-4&state=x&stage=nope",
        "sort=1 desc&page=99999999999&q=%25%27%22",
        "page=abc&stage=" + "a" * 500,
        "q=a%00b%EF%BF%BF",
    ):
        client.page(f"{address}?{query}")
    client.page(f"/staff/jobs/{job.id}/board?q=%00a%00")


def test_an_empty_job_says_what_comes_next(db: Any, sign_in: Any) -> None:
    job = JobFactory()
    client = sign_in()
    client.page(f"/staff/jobs/{job.id}/board")
    assert client.page(f"/staff/jobs/{job.id}/applications").find_all("div", class_="empty")


@pytest.mark.parametrize("view", ["board", "applications"])
def test_the_team_is_warned_thirty_days_before_a_file_goes(db: Any, sign_in: Any, clock: Any, view: str) -> None:
    """A2.16 T: fake clock. On the board and the list of its job, whatever its state; not what a dispute keeps."""
    job = JobFactory(answer_days=1)
    gone_on = today() + timedelta(days=60)
    for name in ("Zoé Bientôt", "Yann Gardé"):
        ApplicationFactory(job=job, name=name, erase_on=gone_on)
    held = db.session.scalars(select(Application).where(Application.name == "Yann Gardé")).one()
    HoldFactory(application_id=held.id)
    ApplicationFactory(job=job, name="Xavier Plus Tard", erase_on=gone_on + timedelta(days=1))
    ApplicationFactory(name="Walid Ailleurs", erase_on=gone_on)
    path = f"/staff/jobs/{job.id}/{view}?lang=fr"
    clock.shift(timedelta(days=29))
    assert 'id="leaving"' not in sign_in().page(path).html
    clock.shift(timedelta(days=1))
    client = sign_in()
    assert "réponse promise sous 1 jour " in client.page(path).text
    told = " ".join("".join(client.page(path).by_id("leaving").itertext()).split())
    assert told.replace("\u202f", " ") == "1 dossier est effacé d’ici 30 jours Zoé Bientôt effacé le 22 janvier 2027"
    for more, files, rest in ((10, 11, "et 1 autre ensuite"), (1, 12, "et 2 autres ensuite")):
        for _ in range(more):
            ApplicationFactory(job=job, erase_on=gone_on)
        told = " ".join("".join(client.page(path).by_id("leaving").itertext()).split())
        assert told.startswith(f"{files} dossiers sont effacés d’ici 30 jours")
        assert told.endswith(rest)
