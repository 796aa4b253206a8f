"""Writes the demonstration into an empty instance."""

import json
import os
import random
import secrets
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import insert

from ...core.actor import OPERATOR
from ...core.db import Base
from ...core.permissions import Role
from ...domain.documents import vault
from ...domain.firm.actions import change_firm
from ...domain.jobs import queries as jobs
from ...domain.jobs.models import TeamMember
from ...domain.people.accounts import create_account
from ...domain.people.queries import list_hiring_accounts
from ...extensions import db
from . import firm
from .applications import Rows, StoredFile, Vacancy, build_rows
from .jobs import add_job, read_jobs
from .people import Persona, draw_persona
from .store import FileMaker

BATCH = 500
SEED = 2026
# How long ago each ad came out. None is so old that the policy would already erase those who applied.
AGES = (80, 41, 62, 33, 24, 55, 17, 86)


def load_demo(*, job_count: int, application_count: int) -> list[dict[str, str]]:
    """Accounts, jobs and applications, in the running transaction; returns the sign-ins: ``{"email", "password", "role"}``.

    Their files are durable when this returns.
    """
    staff, recruiter_id = _add_staff()
    change_firm(actor=OPERATOR, version=0, facts={}, accent=None, words=firm.WORDS)
    vacancies, shares = _add_jobs(job_count)
    maker = FileMaker(vault.storage(), firm_name=current_app.config["FIRM_NAME"])
    draw = random.Random(SEED)  # noqa: S311  invented people need no secrecy
    people = (draw_persona(number, SEED) for number in range(application_count))
    built = _build(people, vacancies, shares, maker, recruiter_id, draw)
    while batch := list(islice(built, BATCH)):
        maker.sync()
        _insert(batch)
    return staff


def write_first_run(url: str, staff: list[dict[str, str]]) -> Path:
    """Keeps the sign-ins in DATA_DIR/first-run.json, for the owner of the machine only (mode 0600)."""
    path: Path = current_app.config["DATA_DIR"] / "first-run.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"url": url, "staff": staff}, file, ensure_ascii=False, indent=2)
    return path


def _add_staff() -> tuple[list[dict[str, str]], UUID]:
    signed = []
    ids = {}
    for name, email, role in firm.STAFF:
        password = secrets.token_urlsafe(12)
        account = create_account(actor=OPERATOR, email=email, name=name, role=role, password=password)
        ids[role] = account.id
        signed.append({"email": email, "password": password, "role": role.value})
    db.session.flush()
    return signed, ids[Role.RECRUITER]


def _add_jobs(count: int) -> tuple[list[Vacancy], list[int]]:
    templates = list(jobs.list_templates())
    managers = [account.id for account in list_hiring_accounts() if account.role is Role.HIRING_MANAGER]
    vacancies, shares = [], []
    for number, facts in enumerate(read_jobs(count)):
        job = add_job(db.session(), facts, templates, age_days=AGES[number % len(AGES)])
        title = facts["title"]["fr"]
        vacancies.append(Vacancy(job, title, jobs.list_stages(job.id), list(jobs.list_questions(job.id))))
        shares.append(facts["share"])
        if facts["department"] == "Exécution":
            db.session.add_all(TeamMember(job_id=job.id, account_id=manager) for manager in managers)
    return vacancies, shares


def _build(
    people: Iterator[Persona],
    vacancies: list[Vacancy],
    shares: list[int],
    maker: FileMaker,
    recruiter_id: UUID,
    draw: random.Random,
) -> Iterator[Rows]:
    for persona in people:
        vacancy = draw.choices(vacancies, shares)[0]
        files: list[StoredFile] = [maker.cv(persona, draw)]
        if draw.random() < 0.4:
            files.append(maker.letter(persona, vacancy.title, draw))
        yield build_rows(persona, vacancy, files, recruiter_id, draw)


def _insert(batch: list[Rows]) -> None:
    """Table by table, each as one bulk statement."""
    groups: dict[Any, list[dict[str, Any]]] = {}
    for rows in batch:
        for row in (rows.candidate, rows.key, *rows.documents, rows.application, *rows.hanging):
            groups.setdefault(type(row), []).append(_values(row))
    for model, values in groups.items():
        db.session.execute(insert(model), values)


def _values(row: Base) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs}
