"""Jobs in the back office: listed, written, published only when nothing stands in the way, closed."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.core.permissions import Role
from app.domain.jobs.enums import JobState
from app.domain.jobs.models import Job, JobText, PipelineTemplate, Question, Stage, TeamMember
from tests.factories import (
    AccountFactory,
    AnswerFactory,
    ApplicationFactory,
    JobFactory,
    QuestionFactory,
    TeamMemberFactory,
)
from tests.page_client import PageClient
from tests.statements import counted_statements

FACTS = {
    "title_fr": "Analyste",
    "description_fr": "Vous analysez.",
    "title_en": "Analyst",
    "description_en": "You analyse.",
    "place": "Paris",
    "country": "FR",
    "remote_policy": "hybrid",
    "contract": "permanent",
    "department": "Exécution",
    "pay_min": "50000",
    "pay_max": "60000",
    "pay_period": "year",
    "answer_days": "15",
}


def _path(job: Job) -> str:
    return f"/staff/jobs/{job.id}"


def _state(client: PageClient, job: Job, to: str, status: int = 303) -> Any:
    return client.submit(client.page(_path(job)), f"to-{to}", status=status)


def _rows(db: Any, model: Any, job: Job) -> list[Any]:
    return list(db.session.scalars(select(model).where(model.job_id == job.id).order_by(model.position)))


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("fr", ["France", "Allemagne", "Autriche", "Belgique", "Luxembourg", "Suisse"]),
        ("en", ["France", "Germany", "Austria", "Belgium", "Luxembourg", "Switzerland"]),
    ],
)
def test_countries_are_named_in_the_language_of_the_page(db: Any, sign_in: Any, lang: str, names: list[str]) -> None:
    select = sign_in().page(f"/staff/jobs/new?lang={lang}").by_id("country")
    assert [option.text for option in select.iter("option")] == names


def test_the_list_shows_what_waits_in_each_job(db: Any, sign_in: Any) -> None:
    job = JobFactory(title="Analyste M&A")
    ApplicationFactory(job=job)
    JobFactory(draft=True, title="Brouillon")
    page = sign_in().page("/staff/jobs?lang=fr")
    assert "Analyste M&A" in page.text
    assert "Brouillon" in page.text


def test_an_empty_list_says_what_to_do(db: Any, sign_in: Any) -> None:
    for role in (Role.RECRUITER, Role.HIRING_MANAGER):
        assert sign_in(role).page("/staff/jobs").find_all("div", class_="empty")


def test_the_list_takes_as_many_statements_for_300_as_for_1(db: Any, sign_in: Any) -> None:
    client = sign_in()
    counts = set()
    for more in (1, 2, 297):
        for _ in range(more):
            JobFactory()
        with counted_statements() as sent:
            client.page("/staff/jobs")
        counts.add(len(sent))
    assert len(counts) == 1


def test_a_hiring_manager_sees_the_jobs_of_their_team_and_changes_none(db: Any, sign_in: Any) -> None:
    """B3.1."""
    mine, other = JobFactory(title="La mienne"), JobFactory(title="Une autre")
    client = sign_in(Role.HIRING_MANAGER)
    TeamMemberFactory(job_id=mine.id, account_id=client.account.id)
    page = client.page("/staff/jobs?lang=fr")
    assert "La mienne" in page.text
    assert "Une autre" not in page.text
    for job in (mine, other):
        client.page(_path(job), status=404)
    client.page("/staff/jobs/new", status=404)


def test_a_job_is_written_as_a_draft_with_the_stages_of_a_template(db: Any, sign_in: Any) -> None:
    client = sign_in()
    template = db.session.scalars(select(PipelineTemplate).order_by(PipelineTemplate.position)).all()[1]
    page = client.page("/staff/jobs/new")
    client.submit(page, "job", {**FACTS, "template": str(template.id)})
    job = db.session.scalars(select(Job)).one()
    assert (job.state, job.slug) == (JobState.DRAFT, "analyste")
    assert [stage.names for stage in _rows(db, Stage, job)] == [stage["names"] for stage in template.stages]
    client.submit(client.page("/staff/jobs/new"), "job", {**FACTS, "template": None})
    assert sorted(db.session.scalars(select(Job.slug))) == ["analyste", "analyste-2"]


@pytest.mark.parametrize(
    "change",
    [
        {"title_fr": "", "title_en": ""},
        {"place": " "},
        {"place": ""},
        {"department": ""},
        {"pay_min": "70000"},
        {"pay_min": "abc"},
        {"answer_days": "0"},
        {"contract": "zzz"},
        {"title_fr": "x" * 161},
        {"title_fr": "", "contract": "zzz", "place": "", "department": "", "pay_min": "a\x00b", "answer_days": "0"},
    ],
)
def test_a_job_that_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(
    db: Any, sign_in: Any, change: dict[str, str]
) -> None:
    client = sign_in()
    refused = client.submit(client.page("/staff/jobs/new"), "job", {**FACTS, **change}, status=422)
    assert refused.find_all("p", class_="field-error")
    assert refused.form("job").values["description_fr"] == "Vous analysez."
    assert db.session.scalars(select(Job)).all() == []
    job = JobFactory()
    refused = client.submit(client.page(_path(job)), "job", {**FACTS, **change}, status=422)
    assert refused.find_all("div", role="alert")


def test_a_job_is_changed_and_the_second_of_two_people_is_told(db: Any, sign_in: Any) -> None:
    """R6."""
    job = JobFactory()
    one, other = sign_in(), sign_in()
    page, late = one.page(_path(job)), other.page(_path(job))
    one.submit(page, "job", {"title_fr": "Nouveau titre", "title_en": "", "description_en": ""})
    texts = {text.locale: text.title for text in db.session.scalars(select(JobText).where(JobText.job_id == job.id))}
    assert texts == {"fr": "Nouveau titre"}
    conflict = other.submit(late, "job", {"title_fr": "Trop tard"}, status=409)
    assert conflict.form("job").values["title_fr"] == "Trop tard"
    assert db.session.get(JobText, (job.id, "fr")).title == "Nouveau titre"


def test_publishing_names_everything_that_stands_in_the_way(db: Any, sign_in: Any) -> None:
    """A4.1, A4.2, A4.6, A7.3."""
    job = JobFactory(draft=True, pay_min=None, pay_max=None, stages=False)
    db.session.delete(db.session.get(JobText, (job.id, "fr")))
    db.session.commit()
    QuestionFactory(job_id=job.id, labels={"fr": "Quelle est votre situation familiale ?"}, reasons={})
    client = sign_in()
    shown = client.page(_path(job))
    assert len(list(shown.find_all("ul", class_="fault-list")[0].iter("li"))) == 5
    refused = _state(client, job, "published", 422)
    assert len(list(refused.find_all("div", role="alert")[0].iter("li"))) == 5
    assert job.state is JobState.DRAFT


def test_a_job_s_life(db: Any, sign_in: Any) -> None:
    job, client = JobFactory(draft=True), sign_in()
    for to in ("published", "paused", "published", "closed", "published"):
        _state(client, job, to)
        assert job.state == to
    page = client.page(_path(job))
    client.submit(page, "to-closed", {"to": "zzz"}, status=422)
    client.submit(page, "to-closed", {"to": "draft"}, status=403)


def test_stages_are_added_changed_shifted_and_removed(db: Any, sign_in: Any) -> None:
    job, client = JobFactory(), sign_in()
    client.submit(
        client.page(_path(job)),
        "add-stage",
        {"name_fr": "Appel", "name_en": "Call", "kind": "interview", "limit_days": "4"},
    )
    stages = _rows(db, Stage, job)
    added = stages[-1]
    assert (added.names, added.limit_days, added.position) == ({"fr": "Appel", "en": "Call"}, 4, 4)
    path = f"{_path(job)}/stages/{added.id}"
    page = client.page(_path(job))
    client.submit(page, path, {"name_fr": "Téléphone", "name_en": "", "limit_days": ""})
    db.session.refresh(added)
    assert (added.names, added.limit_days) == ({"fr": "Téléphone"}, None)
    client.submit(page, f"{path}/shift", {"by": "up"})
    assert [stage.id for stage in _rows(db, Stage, job)].index(added.id) == 3
    client.submit(page, f"{path}/shift", {"by": "down"})
    client.submit(page, f"{path}/shift", {"by": "down"})
    assert [stage.id for stage in _rows(db, Stage, job)].index(added.id) == 4
    client.submit(page, f"{path}/remove")
    assert [stage.id for stage in _rows(db, Stage, job)] == [stage.id for stage in stages[:-1]]


def test_a_stage_without_a_name_or_with_people_in_it_stays(db: Any, sign_in: Any) -> None:
    job, client = JobFactory(), sign_in()
    refused = client.submit(client.page(_path(job)), "add-stage", {"name_fr": ""}, status=422)
    assert refused.find_all("p", class_="field-error")
    client.submit(client.page(_path(job)), "add-stage", {"name_fr": "\u202e"}, status=422)
    application = ApplicationFactory(job=job)
    path = f"{_path(job)}/stages/{application.stage_id}"
    page = client.page(_path(job))
    client.submit(page, path, {"name_fr": ""}, status=422)
    client.submit(page, f"{path}/remove", status=409)
    assert len(_rows(db, Stage, job)) == 4


def test_questions_are_added_with_a_reason_flagged_and_removed(db: Any, sign_in: Any) -> None:
    """A4.1, A4.2."""
    job, client = JobFactory(draft=True), sign_in()
    given = {
        "kind": "choice",
        "label_fr": "Avez-vous un casier judiciaire vierge ?",
        "reason_fr": "Pour situer",
        "options": "Oui | Yes\nNon | No",
        "is_required": "y",
    }
    page = client.submit(client.page(_path(job)), "add-question", given, status=422)
    assert page.by_id("label_fr").get("aria-invalid") == "true"
    assert page.form("add-question").values["options"] == given["options"]
    client.submit(page, "add-question", {"override_reason": "Demandé par l’autorité de contrôle"})
    overridden = _rows(db, Question, job)[0]
    assert overridden.options == [{"fr": "Oui", "en": "Yes"}, {"fr": "Non", "en": "No"}]
    assert (overridden.override_reason, overridden.overridden_by) == (
        "Demandé par l’autorité de contrôle",
        client.account.id,
    )
    page = client.page(_path(job))
    assert not page.find_all("span", class_="chip bad")
    client.submit(page, f"{_path(job)}/questions/{overridden.id}/remove")
    assert _rows(db, Question, job) == []


@pytest.mark.promise("C1.3")
def test_job_that_asks_for_the_family_is_not_published_until_somebody_says_why(db: Any, sign_in: Any) -> None:
    """A4.2, at the door: nothing else stands in the way."""
    job, client = JobFactory(draft=True), sign_in()
    question = QuestionFactory(job_id=job.id, labels={"fr": "Votre situation familiale"})
    refused = _state(client, job, "published", 422)
    assert len(list(refused.find_all("div", role="alert")[0].iter("li"))) == 1
    assert db.session.get(Job, job.id).state is JobState.DRAFT
    db.session.get(Question, question.id).override_reason = "Demandé par l’autorité de contrôle"
    db.session.commit()
    _state(client, job, "published")
    db.session.expire_all()
    assert db.session.get(Job, job.id).state is JobState.PUBLISHED


def test_past_pay_is_asked_for_no_reason_at_all(db: Any, sign_in: Any) -> None:
    """A4.2, A7.1: nor beside another forbidden topic; and a published job does not take the question at all."""
    draft, online, client = JobFactory(draft=True), JobFactory(), sign_in()
    given = {
        "kind": "short_text",
        "label_fr": "Situation familiale et salaire actuel",
        "reason_fr": "Pour situer",
        "override_reason": "Parce que",
    }
    client.submit(client.page(_path(draft)), "add-question", given, status=422)
    # Asked before the rule was: it is shown for what it is, and not published.
    QuestionFactory(job_id=draft.id, labels={"fr": given["label_fr"]}, override_reason="Parce que")
    assert client.page(_path(draft)).find_all("span", class_="chip bad")
    _state(client, draft, "published", 422)
    refused = client.submit(client.page(_path(online)), "add-question", given, status=422)
    assert refused.form("add-question").values["label_fr"] == given["label_fr"]
    assert len(refused.find_all("p", id="label_fr-error")) == 1
    assert _rows(db, Question, online) == []


def test_an_ad_that_is_online_stays_fit_to_be_published(db: Any, sign_in: Any) -> None:
    """A4.6, A7.3: what publishing would refuse, changing refuses, with everything typed kept and nothing changed."""
    job, client = JobFactory(), sign_in()
    change = {"pay_min": "", "pay_max": "", "title_fr": "Sans fourchette"}
    refused = client.submit(client.page(_path(job)), "job", change, status=422)
    assert refused.form("job").values["title_fr"] == "Sans fourchette"
    assert (job.pay_min, db.session.get(JobText, (job.id, "fr")).title) == (55000, "Analyste M&A")
    stages = _rows(db, Stage, job)
    for stage in stages[1:]:
        client.submit(client.page(_path(job)), f"{_path(job)}/stages/{stage.id}/remove")
    client.submit(client.page(_path(job)), f"{_path(job)}/stages/{stages[0].id}/remove", status=422)
    assert _rows(db, Stage, job) == stages[:1]


def test_an_ad_that_chooses_by_age_or_sex_waits_for_a_second_yes(db: Any, sign_in: Any) -> None:
    """A4.6, L.1132-1: a draft says so, publishing is refused, and what is kept knowingly is not asked about again."""
    job, client = JobFactory(draft=True), sign_in()
    page = client.page(f"{_path(job)}?lang=fr")
    assert "wording" not in page.form("job").values
    client.submit(page, "job", {"description_fr": "Une jeune équipe cherche un homme de terrain."})
    shown = client.page(_path(job))
    assert "«\u202fjeune\u202f» (âge), «\u202fun homme\u202f» (sexe, vie intime)" in shown.text
    assert "jeune" in _state(client, job, "published", 422).text
    assert job.state is JobState.DRAFT
    client.submit(shown, "job", {"description_fr": "Une jeune équipe cherche quelqu’un.", "wording": "y"})
    assert db.session.get(JobText, (job.id, "fr")).words_kept == ["jeune"]
    _state(client, job, "published")
    online = client.page(_path(job))
    assert "wording" not in online.form("job").values
    worse = {"description_fr": "Une jeune équipe cherche une hôtesse."}
    refused = client.submit(online, "job", worse, status=422)
    assert "«\u202fhôtesse\u202f» (sexe, vie intime)" in refused.text
    assert "(âge)" not in refused.text
    assert refused.form("job").values["description_fr"] == worse["description_fr"]
    assert "hôtesse" not in db.session.get(JobText, (job.id, "fr")).description
    client.submit(refused, "job", {**worse, "wording": "y"})
    client.submit(client.page(_path(job)), "job", {"description_fr": "Une équipe cherche quelqu’un."})
    assert db.session.get(JobText, (job.id, "fr")).words_kept == []


def test_the_spontaneous_job_is_written_once(db: Any, sign_in: Any) -> None:
    client = sign_in()
    page = client.page("/staff/jobs/new")
    client.submit(page, "job", {**FACTS, "is_spontaneous": "y"})
    assert [(job.slug, job.is_spontaneous) for job in db.session.scalars(select(Job))] == [("spontaneous", True)]
    refused = client.submit(page, "job", {**FACTS, "is_spontaneous": "y"}, status=422)
    assert refused.form("job").values["is_spontaneous"] == "y"
    assert len(refused.find_all("p", class_="field-error")) == 1


def test_a_refused_stage_keeps_what_was_typed(db: Any, sign_in: Any) -> None:
    job, client = JobFactory(), sign_in()
    stage = _rows(db, Stage, job)[1]
    path = f"{_path(job)}/stages/{stage.id}"
    change = {"name_fr": "", "name_en": "Call", "kind": "offer", "limit_days": "abc"}
    refused = client.submit(client.page(_path(job)), path, change, status=422)
    values = refused.form(path).values
    assert {name: values[name] for name in change} == change
    assert len(refused.find_all("p", class_="field-error")) == 2
    assert refused.form(f"{_path(job)}/stages/{_rows(db, Stage, job)[2].id}").values["name_fr"] == "Entretien"


def test_two_who_change_one_stage_do_not_overwrite_each_other(db: Any, sign_in: Any) -> None:
    """R6: the second is told, with both values, and nothing of theirs is lost; on a page of now it goes in."""
    job, first, second = JobFactory(), sign_in(), sign_in()
    stage = _rows(db, Stage, job)[1]
    path = f"{_path(job)}/stages/{stage.id}"
    pages = [each.page(f"{_path(job)}?lang=fr") for each in (first, second)]
    method = {"kind": "assessment", "method_fr": "Une étude de cas"}
    first.submit(pages[0], f"{path}?lang=fr", {"name_fr": "Étude", "limit_days": "3", **method})
    typed = {"name_fr": "Entretien de groupe", "limit_days": "9", "kind": "interview"}
    conflict = second.submit(pages[1], f"{path}?lang=fr", typed, status=409)
    db.session.refresh(stage)
    assert (stage.names["fr"], stage.limit_days, stage.method) == ("Étude", 3, {"fr": "Une étude de cas"})
    assert "Quelqu’un a modifié cette étape pendant que vous écriviez" in conflict.text
    assert "Étude\u00a0· Reading\u00a0· Une étude de cas" in conflict.text
    values = conflict.form(f"{path}?lang=fr").values
    assert {name: values[name] for name in typed} == typed
    second.submit(conflict, f"{path}?lang=fr", {}, status=409)
    second.submit(second.page(f"{_path(job)}?lang=fr"), f"{path}?lang=fr", typed)
    db.session.refresh(stage)
    assert (stage.names["fr"], stage.limit_days, stage.version) == ("Entretien de groupe", 9, 3)


@pytest.mark.parametrize("limit", ["0", "400"])
def test_a_limit_that_is_a_whole_number_is_told_what_is_wrong_with_it(db: Any, sign_in: Any, limit: str) -> None:
    job, client = JobFactory(), sign_in()
    given = {"name_fr": "Essai", "kind": "screening", "limit_days": limit}
    refused = client.submit(client.page(f"{_path(job)}?lang=fr"), "add-stage", given, status=422)
    assert "Fixez un délai de 1 à 365\u00a0jours, ou aucun." in refused.text


@pytest.mark.parametrize(
    "change", [{"label_fr": ""}, {"reason_fr": ""}, {"options": "Une seule"}, {"label_fr": "\u202e"}]
)
def test_a_question_that_is_none_is_refused_beside_its_field(db: Any, sign_in: Any, change: dict[str, str]) -> None:
    job, client = JobFactory(), sign_in()
    given = {"kind": "choice", "label_fr": "Niveau", "reason_fr": "Le poste", "options": "A\nB", **change}
    refused = client.submit(client.page(_path(job)), "add-question", given, status=422)
    assert refused.find_all("p", class_="field-error")
    assert _rows(db, Question, job) == []


def test_an_answered_question_is_asked_no_more(db: Any, sign_in: Any) -> None:
    """A4.2: a job with one that is flagged could not be published ever again, nor could the question go."""
    application, client = ApplicationFactory(), sign_in()
    job = db.session.get(Job, application.job_id)
    question = QuestionFactory(job_id=job.id, labels={"fr": "Êtes-vous marié ?"}, is_required=True)
    AnswerFactory(application_id=application.id, question_id=question.id, value="Non, en effet")
    assert "Êtes-vous marié" in client.page(f"/jobs/{job.slug}/apply").text
    page = client.page(_path(job))
    asked = [button.get("data-confirm", "") for button in page.find_all("button")]
    assert [words for words in asked if "les réponses déjà données restent" in words] == [
        "Retirer cette question\u202f? Elle n’est plus posée à personne\u202f; les réponses déjà données restent."
    ]
    client.submit(page, f"{_path(job)}/questions/{question.id}/remove")
    assert "Êtes-vous marié" not in client.page(_path(job)).text
    assert "Êtes-vous marié" not in client.page(f"/jobs/{job.slug}/apply").text
    assert "Non, en effet" in client.page(f"/staff/applications/{application.id}").text


def test_the_team_is_chosen_from_those_who_hire(db: Any, sign_in: Any) -> None:
    """B3.5: nobody else's id is taken."""
    job, client = JobFactory(), sign_in()
    manager, outsider = AccountFactory(role=Role.HIRING_MANAGER), AccountFactory(role=Role.PRIVACY_OFFICER)
    page = client.page(_path(job))
    client.submit(page, "team-form", {"members": str(manager.id)})
    assert [member.account_id for member in db.session.scalars(select(TeamMember))] == [manager.id]
    client.submit(page, "team-form", {"members": str(outsider.id)}, status=422)
    client.submit(client.page(_path(job)), "team-form", {"members": None})
    assert db.session.scalars(select(TeamMember)).all() == []


def test_two_who_change_a_team_at_once_undo_nothing_of_each_other(db: Any, sign_in: Any) -> None:
    """8.3.2: whoever was taken off does not come back by a page that had them ticked, nor goes who was just added."""
    job, client = JobFactory(), sign_in()
    stays, leaves, comes, another = (AccountFactory(role=Role.HIRING_MANAGER) for _ in range(4))
    for member in (stays, leaves):
        TeamMemberFactory(job_id=job.id, account_id=member.id)
    page, late = client.page(_path(job)), client.page(_path(job))
    client.submit(page, "team-form", {"members": [str(stays.id), str(comes.id)]})
    client.submit(late, "team-form", {"members": [str(stays.id), str(leaves.id), str(another.id)]})
    team = db.session.scalars(select(TeamMember.account_id))
    assert set(team) == {stays.id, comes.id, another.id}
    client.submit(late, "team-form", {"shown": "x"}, status=422)


def test_another_job_s_stage_or_question_is_never_touched(db: Any, sign_in: Any) -> None:
    """B3.5."""
    job, other = JobFactory(), JobFactory()
    stage, question = _rows(db, Stage, other)[0], QuestionFactory(job_id=other.id)
    client = sign_in()
    token = client.page(_path(job)).form("job").values["csrf_token"]
    ids: tuple[tuple[str, UUID], ...] = (
        (f"stages/{stage.id}", stage.id),
        (f"stages/{stage.id}/shift", stage.id),
        (f"stages/{stage.id}/remove", stage.id),
        (f"questions/{question.id}/remove", question.id),
        (f"stages/{uuid4()}/remove", stage.id),
        (f"questions/{uuid4()}/remove", question.id),
    )
    for path, _id in ids:
        data = {"csrf_token": token, "name_fr": "Volé", "kind": "new", "by": "up"}
        assert client.post(f"{_path(job)}/{path}", data=data).status_code == 404, path
    assert len(_rows(db, Stage, other)) == 4
    assert _rows(db, Question, other) == [question]


@pytest.mark.parametrize("template", ["zz", "00000000-0000-4000-8000-000000000000"])
def test_a_template_that_there_is_not_is_refused(db: Any, sign_in: Any, template: str) -> None:
    client = sign_in()
    client.submit(client.page("/staff/jobs/new"), "job", {**FACTS, "template": template}, status=422)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"answer_days": "0"}, "Promettez une réponse sous 1 à 90\u00a0jours."),
        ({"answer_days": "x"}, "Indiquez un nombre entier."),
        ({"pay_min": "0"}, "Indiquez la rémunération en euros entiers, de 1 à dix millions."),
        ({"closes_on": "x"}, "Indiquez une date entière."),
        ({"contract": "x"}, "Choisissez l’une des réponses."),
        ({"title_fr": "x" * 161}, "Tenez-vous à 160 caractères."),
    ],
)
def test_faults_are_told_in_our_words(db: Any, sign_in: Any, changes: dict[str, str], words: str) -> None:
    client = sign_in()
    page = client.submit(client.page("/staff/jobs/new?lang=fr"), "job", {**FACTS, **changes}, status=422)
    assert words in page.text
