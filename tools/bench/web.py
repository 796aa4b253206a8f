"""The pages: each at 2 and 8 connections, beside hello in the same minute."""

import json
import os
import sqlite3
import statistics
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from . import dataset, servers, visits
from .calibrators import write_durably
from .client import fetch
from .inside import run_inside
from .instance import Instance
from .measure import PDF_OCTETS, Client, Figures, Plan, pdf_of
from .statements import count_statements
from .visits import Recruiter

HELLO = Plan("pages", ("/",))


@dataclass(frozen=True)
class Row:
    """One line of the table; each repetition stands beside hello's in the same seconds."""

    name: str
    connections: int
    seen: list[tuple[Figures, Figures]]
    statements: int | None

    @property
    def figures(self) -> Figures:
        """The middle of the repetitions."""
        return Figures.middle([ours for ours, _ in self.seen])

    @property
    def hello(self) -> Figures:
        """Of hello, the same."""
        return Figures.middle([hello for _, hello in self.seen])

    @property
    def times(self) -> float:
        """As multiples of hello's p50."""
        return statistics.median(ours.p50 / hello.p50 for ours, hello in self.seen)

    @property
    def share(self) -> float:
        """As a share of hello's requests a second."""
        return statistics.median(ours.rate / hello.rate for ours, hello in self.seen)


@dataclass(frozen=True)
class Effort:
    """How much time a run may take."""

    seconds: float
    repetitions: int
    connections: tuple[int, ...] = (2, 8)


@dataclass(frozen=True)
class Site:
    """Both servers at work, and who is signed in."""

    ours: servers.Running
    hello: servers.Running
    recruiter: Recruiter


@contextmanager
def site(instance: Instance, kind: str = "gunicorn") -> Iterator[Site]:
    """Ours and hello under the same kind of server; gunicorn as ``flask serve`` runs it, with a worker at rest."""
    environment = instance.environment(production=True)
    with (
        servers.whole(instance, "/jobs")
        if kind == "gunicorn"
        else servers.web(kind, servers.OURS, environment, "/jobs") as ours,
        servers.web(kind, servers.HELLO, environment, "/") as hello,
    ):
        staff = json.loads((instance.folder / "first-run.json").read_text())["staff"]
        person = next(each for each in staff if each["role"] == "recruiter")
        yield Site(ours, hello, visits.sign_in(ours.port, person["email"], person["password"]))


@contextmanager
def bare_site(folder: Path) -> Iterator[Site]:
    """The least that these libraries can do, in the place of ours."""
    folder.mkdir(parents=True)
    environment = {**os.environ, "BARE_FOLDER": str(folder)}
    with (
        servers.web("gunicorn", servers.BARE, environment, "/staff/login") as bare,
        servers.web("gunicorn", servers.HELLO, environment, "/") as hello,
    ):
        yield Site(bare, hello, visits.sign_in(bare.port, "recruiter@example.org", ""))


def plans(instance: Instance, recruiter: Recruiter, port: int, sizes: tuple[int, ...]) -> dict[str, Plan]:
    """Everything that is measured, in its order: what writes comes last."""
    jobs = {size: dataset.job_of_size(instance, size) for size in sizes}
    _, slug = jobs[sizes[0]]
    etag = fetch(port, visits.request("GET", f"/jobs/{slug}")).header(b"etag").decode()
    return {
        "jobs": Plan("pages", ("/jobs",)),
        "job": Plan("pages", (f"/jobs/{slug}",)),
        "job, unchanged (304)": Plan("pages", (f"/jobs/{slug}",), headers={"If-None-Match": etag}),
        **{
            f"board of {size}": Plan("pages", (f"/staff/jobs/{key}/board",), recruiter)
            for size, (key, _) in jobs.items()
        },
        "dossier": Plan("pages", _dossiers(instance), recruiter),
        "move": Plan("move", (jobs[sizes[-1]][0],), recruiter),
        "apply": Plan("apply", (slug,)),
    }


def bare_plans(recruiter: Recruiter) -> dict[str, Plan]:
    """What writes."""
    return {"bare move": Plan("move", ("bare",), recruiter), "bare apply": Plan("apply", ("bare",))}


def count(instance: Instance, wanted: dict[str, Plan]) -> dict[str, int]:
    """How many statements each page asks that only reads."""
    return run_inside(instance, count_statements, _addresses(wanted), _account(instance))


def run(at: Site, wanted: dict[str, Plan], effort: Effort, counted: Mapping[str, int]) -> list[Row]:
    """Every page, each time right after hello, so that a slow moment of the machine is slow for both."""
    rows = []
    with closing(Client()) as client:
        for connections in effort.connections:
            seen: dict[str, list[tuple[Figures, Figures]]] = {name: [] for name in wanted}
            for _ in range(effort.repetitions):
                for name, plan in wanted.items():
                    hello = client.measure(at.hello.port, HELLO, connections, effort.seconds / 2)
                    seen[name].append((client.measure(at.ours.port, plan, connections, effort.seconds), hello))
            rows += [Row(name, connections, found, counted.get(name)) for name, found in seen.items()]
    return rows


def durable(folder: Path, octets: int = PDF_OCTETS, times: int = 60) -> float:
    """The middle of the bare durable write."""
    return sorted(write_durably(folder, pdf_of(octets), times))[times // 2]


def _dossiers(instance: Instance) -> tuple[str, ...]:
    with sqlite3.connect(instance.database) as rows:
        found = rows.execute(
            "SELECT applications.id FROM applications JOIN documents ON documents.id = cv_id"
            " WHERE preparation = 'ready' ORDER BY applications.id LIMIT 12"
        ).fetchall()
    rows.close()
    return tuple(f"/staff/applications/{UUID(key)}" for (key,) in found)


def _addresses(wanted: dict[str, Plan]) -> dict[str, str]:
    return {name: plan.paths[0] for name, plan in wanted.items() if plan.kind == "pages"}


def _account(instance: Instance) -> str:
    """What the session of the recruiter holds."""
    with sqlite3.connect(instance.database) as rows:
        key, epoch = rows.execute("SELECT id, session_epoch FROM accounts WHERE role = 'recruiter'").fetchone()
    rows.close()
    return f"{UUID(key)}:{epoch}"
