"""The eight jobs, and as many more as are asked for."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ...core.clock import now
from ...core.text import fold, slugify
from ...domain.jobs.enums import Contract, JobState, PayPeriod, QuestionKind, RemotePolicy
from ...domain.jobs.models import Job, JobText, PipelineTemplate, Question, Stage

CITIES = ("Paris", "Lyon", "Nantes", "Bordeaux", "Lille", "Toulouse", "Marseille")
OFFICES = {"Paris": ("14 rue de la Pépinière", "75008"), "Lyon": ("22 rue de la République", "69002")}
SECTORS = (
    ("Santé", "Healthcare"), ("Industrie", "Industry"), ("Agroalimentaire", "Food"), ("Énergie", "Energy"),
    ("Distribution", "Retail"), ("Services", "Services"), ("Transport", "Transport"),
)  # fmt: skip


def read_jobs(count: int) -> Iterator[dict[str, Any]]:
    """The eight jobs of the file; beyond them, variants by sector and city, each with its own title."""
    jobs = tomllib.loads((Path(__file__).parent / "jobs.toml").read_text(encoding="utf-8"))["jobs"]
    yield from jobs[:count]
    models = [job for job in jobs if not job.get("is_spontaneous")]
    for number in range(len(jobs), count):
        model = models[number % len(models)]
        sector = SECTORS[number % len(SECTORS)]
        city = CITIES[number // len(SECTORS) % len(CITIES)]
        titles = {
            locale: f"{text}, {name}, {city}"
            for (locale, text), name in zip(model["title"].items(), sector, strict=True)
        }
        yield {**model, "key": f"{model['key']}-{number}", "title": titles, "place": city}


def add_job(session: Session, facts: dict[str, Any], templates: list[PipelineTemplate], age_days: int) -> Job:
    """One published job with its texts, stages and questions."""
    is_spontaneous = facts.get("is_spontaneous", False)
    low, high, period = facts.get("pay", (None, None, "year"))
    job = Job(
        slug="spontaneous" if is_spontaneous else slugify(facts["title"]["fr"].replace("(F/H)", "")),
        state=JobState.PUBLISHED,
        is_spontaneous=is_spontaneous,
        is_blind=facts.get("is_blind", False),
        place=facts["place"],
        street=OFFICES.get(facts["place"], (None, None))[0],
        postal_code=OFFICES.get(facts["place"], (None, None))[1],
        country="FR",
        remote_policy=RemotePolicy(facts["remote_policy"]),
        contract=Contract(facts["contract"]),
        department=facts["department"],
        pay_min=low,
        pay_max=high,
        pay_period=PayPeriod(period),
        pay_exception=facts.get("pay_exception", {}).get("fr"),
        answer_days=facts["answer_days"],
        version=1,
        created_at=now() - timedelta(days=age_days + 3),
        published_at=now() - timedelta(days=age_days),
    )
    session.add(job)
    session.flush()
    for locale, title in facts["title"].items():
        description = facts["description"][locale].strip()
        search_text = fold(f"{title} {description} {job.place} {job.department}")
        session.add(
            JobText(job_id=job.id, locale=locale, title=title, description=description, search_text=search_text)
        )
    session.add_all(
        Stage(job_id=job.id, position=position, announced_at=job.created_at if "method" in stage else None, **stage)
        for position, stage in enumerate(templates[facts["template"]].stages)
    )
    session.add_all(_question(job, position, asked) for position, asked in enumerate(facts.get("questions", [])))
    session.flush()
    return job


def _question(job: Job, position: int, asked: dict[str, Any]) -> Question:
    return Question(
        job_id=job.id,
        position=position,
        kind=QuestionKind(asked["kind"]),
        labels=asked["label"],
        reasons=asked["reason"],
        options=asked.get("options", []),
        is_required=asked.get("is_required", False),
    )
