"""Applications, with everything that stands behind one."""

import uuid
from datetime import timedelta

import factory
from sqlalchemy import select

from app.core.clock import local_date, now, today
from app.core.text import fold
from app.domain.applications.enums import ApplicationState, SourceKind
from app.domain.applications.models import Answer, Application, FormerDetails, Message, Move, Note, Sourcing
from app.domain.jobs.models import Stage

from .base import RowFactory
from .documents import DocumentFactory
from .jobs import JobFactory
from .people import AccountFactory, CandidateFactory


class ApplicationFactory(RowFactory):
    """An active application in the first stage of ``job`` (made when absent), with a stored CV and its first move."""

    class Meta:
        model = Application

    id = factory.LazyFunction(uuid.uuid4)
    reference = factory.Sequence(lambda n: f"TEST{n:07}")
    form_key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    state = ApplicationState.ACTIVE
    name = "Camille Durand"
    name_key = factory.LazyAttribute(lambda application: fold(application.name))
    current_position = "Analyste, banque d’affaires"
    locale = "fr"
    notice_hash = "0" * 64
    submitted_at = factory.LazyFunction(now)
    stage_entered_at = factory.LazyAttribute(lambda application: application.submitted_at)
    erase_on = factory.LazyAttribute(lambda a: local_date(a.submitted_at) + timedelta(days=730))

    @classmethod
    def _create(cls, model_class, *args, job=None, candidate=None, cv=None, stage=None, **kwargs):
        session = cls._meta.sqlalchemy_session_factory()
        job = job or JobFactory()
        candidate = candidate or CandidateFactory()
        if stage is None:
            stage = session.scalars(select(Stage).where(Stage.job_id == job.id).order_by(Stage.position)).first()
        kwargs.setdefault("cv_id", (cv or DocumentFactory(candidate=candidate)).id)
        application = super()._create(
            model_class, *args, job_id=job.id, candidate_id=candidate.id, stage_id=stage.id, **kwargs
        )
        session.add(
            Move(
                application_id=application.id,
                version=1,
                to_stage_id=stage.id,
                to_state=ApplicationState.ACTIVE,
                moved_at=application.submitted_at,
            )
        )
        session.commit()
        return application


class AnswerFactory(RowFactory):
    class Meta:
        model = Answer

    label = "Votre niveau d’anglais"
    value = "C1"


class NoteFactory(RowFactory):
    class Meta:
        model = Note

    id = factory.LazyFunction(uuid.uuid4)
    body = "Deux opérations menées jusqu’au bout."
    written_at = factory.LazyFunction(now)


class MessageFactory(RowFactory):
    class Meta:
        model = Message

    id = factory.LazyFunction(uuid.uuid4)
    body = "Puis-je venir un mardi ?"
    written_at = factory.LazyFunction(now)


class SourcingFactory(RowFactory):
    """Makes ``application`` one of somebody who did not apply; not told, unless ``informed_at`` says so."""

    class Meta:
        model = Sourcing

    application_id = factory.LazyFunction(lambda: ApplicationFactory().id)
    kind = SourceKind.NETWORK
    detail = "Profil public, reseau.example"
    obtained_on = factory.LazyFunction(today)
    entered_by = factory.LazyFunction(lambda: AccountFactory().id)


class FormerDetailsFactory(RowFactory):
    """What stood in an application of ``candidate`` before they applied themselves."""

    class Meta:
        model = FormerDetails

    name = "Hugo Blanc"
    phone = "06 39 98 00 02"
    current_position = "Auditeur"

    @classmethod
    def _create(cls, model_class, *args, candidate, **kwargs):
        return super()._create(model_class, *args, cv_id=DocumentFactory(candidate=candidate).id, **kwargs)
