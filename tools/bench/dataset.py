"""The data: the demonstration, then as many more rows as asked for, and jobs of an exact number of applications."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from .instance import ROOT, Instance

JOBS = 50
# Dossiers whose files are ready to be read; the other files are left to nobody.
READY = 24
RANDOM = "lower(hex(randomblob(16)))"


@dataclass(frozen=True)
class Shape:
    """How many people with real files, how many applications in all, and the jobs of an exact size, all under way."""

    name: str
    real: int
    total: int
    sizes: tuple[int, ...]


def build(shape: Shape, parent: Path) -> Instance:
    """The instance of that shape; made once, and anew when the tables or the policy are others."""
    instance = Instance(parent / shape.name)
    complete = instance.folder / ".complete"
    made_of = _made_of()
    if complete.exists() and complete.read_text() == made_of:
        return instance
    print(f"data set {shape.name}: {shape.total} applications", file=sys.stderr)
    shutil.rmtree(instance.folder, ignore_errors=True)
    instance.folder.mkdir(parents=True)
    instance.run("db", "upgrade")
    instance.run("demo", "--jobs", str(JOBS), "--applications", str(shape.real))
    with sqlite3.connect(instance.database) as rows:
        rows.execute("PRAGMA foreign_keys=OFF")
        _multiply(rows, shape.total)
        _spread(rows, shape.sizes)
        _leave_files(rows)
    rows.close()
    _prepare(instance)
    os.sync()
    complete.write_text(made_of)
    return instance


def _made_of() -> str:
    """The tables by their migrations, and the policy: under a newer one a worker looks at every application again."""
    tables = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))
    policy = sha256(b"".join(path.read_bytes() for path in sorted((ROOT / "app" / "domain" / "policy").glob("*.py"))))
    return "\n".join([*tables, policy.hexdigest()])


def job_of_size(instance: Instance, size: int) -> tuple[str, str]:
    """The id and the slug of the job that has exactly so many applications."""
    with sqlite3.connect(instance.database) as rows:
        key, slug = rows.execute(
            "SELECT jobs.id, slug FROM jobs JOIN applications ON job_id = jobs.id GROUP BY 1 HAVING count(*) = ?",
            (size,),
        ).fetchone()
    rows.close()
    return str(UUID(key)), slug


def _multiply(rows: sqlite3.Connection, total: int) -> None:
    """More people, each the twin of one who is there, with a row for a CV and no file behind it."""
    while (missing := total - rows.execute("SELECT count(*) FROM applications").fetchone()[0]) > 0:
        rows.execute("DROP TABLE IF EXISTS temp.twin")
        rows.execute(
            f"CREATE TEMP TABLE twin AS SELECT id AS old_application, {RANDOM} AS application, candidate_id AS"
            f" old_candidate, {RANDOM} AS candidate, cv_id AS old_cv, {RANDOM} AS cv FROM applications LIMIT {missing}"
        )
        email = "candidate || '@example.org'"
        _copy(rows, "candidates", "id = old_candidate", {"id": "candidate", "email": email, "email_key": email})
        _copy(rows, "candidate_keys", "candidate_id = old_candidate", {"candidate_id": "candidate"})
        _copy(rows, "documents", "id = old_cv", {"id": "cv", "candidate_id": "candidate", "storage_key": "cv"})
        _copy(
            rows,
            "applications",
            "id = old_application",
            {
                "id": "application",
                "candidate_id": "candidate",
                "cv_id": "cv",
                "cover_letter_id": "NULL",
                "reference": "substr(application, 1, 20)",
                "form_key": "application || cv",
            },
        )
        _copy(rows, "moves", "application_id = old_application", {"id": RANDOM, "application_id": "application"})
        _copy(rows, "answers", "application_id = old_application", {"application_id": "application"})


def _copy(rows: sqlite3.Connection, table: str, on: str, changed: Mapping[str, str]) -> None:
    columns = [column[1] for column in rows.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(column, f"{table}.{column}") for column in columns)
    rows.execute(f"INSERT INTO {table} SELECT {values} FROM twin JOIN {table} ON {table}.{on}")


def _spread(rows: sqlite3.Connection, sizes: Iterable[int]) -> None:
    """The first jobs get their sizes, of applications under way; whoever else was in them goes to the others."""
    jobs = [row[0] for row in rows.execute("SELECT id FROM jobs WHERE NOT is_spontaneous ORDER BY created_at, id")]
    ids = [row[0] for row in rows.execute("SELECT id FROM applications ORDER BY id")]
    exact: dict[str, str] = {}
    for job, size in zip(jobs, sizes, strict=False):
        exact.update(dict.fromkeys(ids[len(exact) : len(exact) + size], job))
    sized, others = jobs[: len(set(exact.values()))], jobs[len(set(exact.values())) :]
    marks = ",".join("?" * len(sized))
    strangers = [
        row[0]
        for row in rows.execute(f"SELECT id FROM applications WHERE job_id IN ({marks})", sized)
        if row[0] not in exact
    ]
    moved = {**exact, **{key: others[number % len(others)] for number, key in enumerate(strangers)}}
    rows.execute("CREATE TEMP TABLE goal (application TEXT PRIMARY KEY, job TEXT)")
    rows.executemany("INSERT INTO goal VALUES (?, ?)", moved.items())
    _move_stages(rows)
    rows.execute(
        f"UPDATE applications SET state = 'active', decided_at = NULL, decided_by = NULL, rejection_reason = NULL"
        f" WHERE job_id IN ({marks})",
        sized,
    )


def _move_stages(rows: sqlite3.Connection) -> None:
    """To the stage of the same place in the other job, or its last one."""
    rows.execute(
        "CREATE TEMP TABLE stage_in AS SELECT old.id AS stage, job, (SELECT id FROM stages WHERE job_id = job AND"
        " position <= old.position ORDER BY position DESC LIMIT 1) AS here"
        " FROM stages old, (SELECT DISTINCT job FROM goal)"
    )
    rows.execute("CREATE UNIQUE INDEX temp.by_stage ON stage_in (stage, job)")
    here = "(SELECT here FROM stage_in JOIN goal USING (job) WHERE stage = {column} AND application = {key})"
    for table, key, columns in (
        ("moves", "application_id", ("from_stage_id", "to_stage_id")),
        ("applications", "id", ("stage_id",)),
    ):
        for column in columns:
            found = here.format(column=f"{table}.{column}", key=f"{table}.{key}")
            rows.execute(f"UPDATE {table} SET {column} = {found} WHERE {key} IN (SELECT application FROM goal)")
    rows.execute(
        "UPDATE applications SET job_id = (SELECT job FROM goal WHERE application = id)"
        " WHERE id IN (SELECT application FROM goal)"
    )


def _leave_files(rows: sqlite3.Connection) -> None:
    """A few files wait to be made ready; the others are given up, so that the worker is idle while others are timed."""
    rows.execute("UPDATE documents SET preparation = 'failed', fault = 'unreadable'")
    rows.execute(
        "UPDATE documents SET preparation = 'waiting', fault = NULL WHERE id IN (SELECT cv_id FROM applications JOIN"
        " documents ON documents.id = cv_id WHERE applications.state = 'active' AND media_type = 'application/pdf'"
        f" AND storage_key <> documents.id ORDER BY cv_id LIMIT {READY})"
    )


def _prepare(instance: Instance) -> None:
    """The worker makes them ready, as it always does."""
    command = [sys.executable, "-m", "flask", "worker"]
    environment = instance.environment(production=False)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as worker:
        wait_until_prepared(instance)
        worker.terminate()


def wait_until_prepared(instance: Instance) -> None:
    """Until the worker has made every file ready."""
    while _count_waiting(instance):
        time.sleep(0.5)


def _count_waiting(instance: Instance) -> int:
    with sqlite3.connect(instance.database) as rows:
        found: tuple[int] = rows.execute("SELECT count(*) FROM documents WHERE preparation = 'waiting'").fetchone()
    rows.close()
    return found[0]
