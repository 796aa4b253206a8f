"""The least that a move and an application can be on the libraries of this project: how low a ratio can go.

Flask, Flask-SQLAlchemy, Flask-Login and Flask-WTF, one durable transaction each, and nothing that makes an applicant
tracker of them: everybody sees everything, no file is sealed, no notice is kept, no limit is counted, and who reads the
CV is a process that looks at its end. It answers at our addresses, so that the same visitors drive it.
"""

import hashlib
import os
import resource
import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import magic
from flask import Flask, abort, jsonify, redirect, request
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import generate_csrf
from flask_wtf.file import FileField
from sqlalchemy import ForeignKey, event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length

FOLDER = Path(os.environ["BARE_FOLDER"])
CARDS, STAGES, LETTER, FORM_OCTETS = 2_000, 5, 800, 12_000
PAUSE = 0.0002


class Base(DeclarativeBase):
    """Every table has a key."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)


db = SQLAlchemy(model_class=Base)
csrf = CSRFProtect()
login = LoginManager()
_turn = threading.Lock()


class Account(db.Model, UserMixin):  # type: ignore[name-defined,misc]
    """Who moves."""

    email: Mapped[str]


class Stage(db.Model):  # type: ignore[name-defined,misc]
    """Where to."""

    position: Mapped[int]


class Document(db.Model):  # type: ignore[name-defined,misc]
    """A stored file."""

    sha256: Mapped[str]
    size: Mapped[int]


class Candidate(db.Model):  # type: ignore[name-defined,misc]
    """Who applies."""

    email: Mapped[str] = mapped_column(unique=True)


class Application(db.Model):  # type: ignore[name-defined,misc]
    """What moves."""

    name: Mapped[str]
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id"))
    cv_id: Mapped[UUID | None] = mapped_column(ForeignKey("document.id"))
    stage_id: Mapped[UUID] = mapped_column(ForeignKey("stage.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)


class Move(db.Model):  # type: ignore[name-defined,misc]
    """The history of an application."""

    application_id: Mapped[UUID] = mapped_column(ForeignKey("application.id"), index=True)
    stage_id: Mapped[UUID]
    account_id: Mapped[UUID | None]
    at: Mapped[datetime]


class Event(db.Model):  # type: ignore[name-defined,misc]
    """Who did what, chained."""

    number: Mapped[int] = mapped_column(unique=True)
    tag: Mapped[str]
    subject: Mapped[UUID]
    digest: Mapped[str]


class Letter(db.Model):  # type: ignore[name-defined,misc]
    """The receipt, to be sent."""

    to: Mapped[str]
    body: Mapped[str]


class MoveForm(FlaskForm):  # type: ignore[misc]
    """A stage, and the version that was seen."""

    to_stage = StringField(validators=[InputRequired()])
    version = IntegerField(validators=[InputRequired()])


class ApplyForm(FlaskForm):  # type: ignore[misc]
    """Who, and their CV; it needs no cookie."""

    class Meta:
        """No session, so no token."""

        csrf = False

    name = StringField(validators=[InputRequired(), Length(max=120)])
    email = StringField(validators=[InputRequired(), Length(max=120)])
    cv = FileField()


def create() -> Flask:
    """The application, with its cards made where there are none."""
    app = Flask("bare")
    app.config.update(
        SECRET_KEY="a bench has no secrets, and this is not one",  # noqa: S106
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{FOLDER}/bare.db",
        SQLALCHEMY_ENGINE_OPTIONS={"connect_args": {"timeout": 0}},
        WTF_CSRF_SSL_STRICT=False,
    )
    db.init_app(app)
    csrf.init_app(app)
    login.init_app(app)
    with app.app_context():
        event.listen(db.engine, "connect", _open)
        db.create_all()
        if db.session.scalar(select(Account)) is None:
            stages = [Stage(position=number) for number in range(STAGES)]
            db.session.add_all([Account(email="recruiter@example.org"), *stages])
            db.session.flush()
            db.session.add_all([Application(name=f"{number}", stage_id=stages[0].id) for number in range(CARDS)])
            db.session.commit()
        db.engine.dispose()
        event.listen(db.engine, "begin", _begin)
    return app


def _open(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Who writes waits at the start, as ours do."""
    driver: Any = connection.connection.dbapi_connection
    if request.method != "POST":
        driver.execute("BEGIN")
        return
    with _turn:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                time.sleep(PAUSE)
            else:
                return


application = create()


@login.user_loader  # type: ignore[untyped-decorator]
def _load(key: str) -> Account | None:
    return db.session.get(Account, UUID(key))


@application.route("/staff/login", methods=["GET", "POST"])
def sign_in() -> str | Response:
    """Whoever comes is the one account there is."""
    if request.method == "GET":
        return _token()
    login_user(db.session.scalars(select(Account)).one())
    return redirect("/staff/jobs", 303)


@application.route("/staff/jobs")
def show_jobs() -> str:
    """Puts the forms' secret into the session."""
    return _token()


@application.route("/staff/jobs/<key>/board")
@login_required  # type: ignore[untyped-decorator]
def show_board(key: str) -> str:
    """What the board's script reads of a page."""
    stages = db.session.scalars(select(Stage).order_by(Stage.position)).all()
    cards = db.session.scalars(select(Application).where(Application.stage_id == stages[0].id)).all()
    shown = "".join(f'<li id="card-{card.id}" data-version="{card.version}">' for card in cards)
    columns = [f'<ol class="{key}" data-stage="{stage.id}">{"" if stage.position else shown}</ol>' for stage in stages]
    return _token() + "".join(columns)


@application.route("/staff/applications/<uuid:key>/move", methods=["POST"])
@login_required  # type: ignore[untyped-decorator]
def move(key: UUID) -> Response:
    """To another stage."""
    form = MoveForm()
    card = db.session.get(Application, key)
    if not form.validate() or card is None or card.version != form.version.data:
        abort(409)
    stage = next(each for each in db.session.scalars(select(Stage)) if str(each.id) == form.to_stage.data)
    card.stage_id, card.version = stage.id, card.version + 1
    version = card.version
    _move_to(card, stage.id, current_user.id)
    db.session.commit()
    return jsonify(version=version)


@application.route("/jobs/<slug>/apply")
def show_form(slug: str) -> str:
    """As heavy as ours, and always the same."""
    return f'<form action="{slug}">{"x" * FORM_OCTETS}</form>'


@application.route("/jobs/<slug>/apply", methods=["POST"])
@csrf.exempt  # type: ignore[untyped-decorator]
def apply(slug: str) -> Response:
    """Looked at, judged apart, stored, synced, written down."""
    form = ApplyForm()
    if not form.validate():
        abort(422)
    content = form.cv.data.read()
    if magic.from_buffer(content[:4096], mime=True) != "application/pdf" or not _judge(content):
        abort(422)
    document = Document(id=uuid4(), sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    _store(document.id, content)
    person = db.session.scalar(select(Candidate).where(Candidate.email == form.email.data))
    person = person or Candidate(id=uuid4(), email=form.email.data)
    stage_id = db.session.scalars(select(Stage.id).order_by(Stage.position).limit(1)).one()
    card = Application(id=uuid4(), name=form.name.data, candidate_id=person.id, cv_id=document.id, stage_id=stage_id)
    db.session.add_all([document, person])
    db.session.flush()
    db.session.add_all([card, Letter(to=form.email.data, body="x" * LETTER)])
    db.session.flush()
    _move_to(card, stage_id, None)
    db.session.commit()
    return redirect(f"/jobs/{slug}/receipt", 303)


def _token() -> str:
    return f'<meta name="csrf-token" content="{generate_csrf()}">'


def _move_to(card: Application, stage_id: UUID, account_id: UUID | None) -> None:
    """A row of its history, and one of the log."""
    number, digest = db.session.execute(
        select(Event.number, Event.digest).order_by(Event.number.desc()).limit(1)
    ).one_or_none() or (0, "")
    told = hashlib.sha256(f"{digest}{card.id}{stage_id}".encode()).hexdigest()
    db.session.add_all(
        [
            Move(application_id=card.id, stage_id=stage_id, account_id=account_id, at=datetime.now(UTC)),
            Event(number=number + 1, tag="moved", subject=card.id, digest=told),
        ]
    )


def _judge(content: bytes) -> bool:
    """By a process that may use five seconds, and ends."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
        os.write(writes, b"yes" if b"%%EOF" in content[-2048:] else b"no")
        os._exit(0)
    os.close(writes)
    said = os.read(reads, 3)
    os.close(reads)
    os.waitpid(child, 0)
    return said == b"yes"


def _store(key: UUID, content: bytes) -> None:
    """Synced, renamed, and the folder synced."""
    part, folder = FOLDER / f"{key}.part", os.open(FOLDER, os.O_RDONLY)
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(FOLDER / str(key))
    os.fsync(folder)
    os.close(folder)
