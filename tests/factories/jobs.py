"""Jobs, stages, questions, teams."""

import uuid

import factory

from app.core.clock import now
from app.core.text import fold
from app.domain.jobs.enums import Contract, JobState, QuestionKind, RemotePolicy, StageKind
from app.domain.jobs.models import Job, JobText, Question, Stage, TeamMember

from .base import RowFactory

STAGES = [
    ("Nouvelles", "New", StageKind.NEW, 5),
    ("Lecture", "Reading", StageKind.SCREENING, 7),
    ("Entretien", "Interview", StageKind.INTERVIEW, 10),
    ("Proposition", "Offer", StageKind.OFFER, 10),
]


class StageFactory(RowFactory):
    class Meta:
        model = Stage

    id = factory.LazyFunction(uuid.uuid4)
    position = factory.Sequence(lambda n: n + 100)
    names = factory.LazyFunction(lambda: {"fr": "Étape", "en": "Stage"})
    kind = StageKind.SCREENING
    limit_days = 7


class JobFactory(RowFactory):
    """A published job with French and English texts and four stages; ``title`` sets the French title."""

    class Meta:
        model = Job

    class Params:
        draft = factory.Trait(state=JobState.DRAFT, published_at=None)
        paused = factory.Trait(state=JobState.PAUSED)
        closed = factory.Trait(state=JobState.CLOSED, closed_at=factory.LazyFunction(now))

    id = factory.LazyFunction(uuid.uuid4)
    slug = factory.Sequence(lambda n: f"analyste-{n}")
    state = JobState.PUBLISHED
    place = "Paris"
    country = "FR"
    remote_policy = RemotePolicy.HYBRID
    contract = Contract.PERMANENT
    department = "Exécution"
    pay_min = 55000
    pay_max = 68000
    created_at = factory.LazyFunction(now)
    published_at = factory.LazyFunction(now)

    @classmethod
    def _create(cls, model_class, *args, title="Analyste M&A", stages=True, **kwargs):
        job = super()._create(model_class, *args, **kwargs)
        session = cls._meta.sqlalchemy_session_factory()
        texts = {
            "fr": (title, "Vous **analysez** des sociétés."),
            "en": (f"{title} (en)", "You **analyse** companies."),
        }
        for locale, (name, description) in texts.items():
            search = fold(f"{name} {description} {job.place} {job.department}")
            session.add(JobText(job_id=job.id, locale=locale, title=name, description=description, search_text=search))
        if stages:
            for position, (fr, en, kind, days) in enumerate(STAGES):
                session.add(
                    Stage(job_id=job.id, position=position, names={"fr": fr, "en": en}, kind=kind, limit_days=days)
                )
        session.commit()
        return job


class QuestionFactory(RowFactory):
    class Meta:
        model = Question

    id = factory.LazyFunction(uuid.uuid4)
    position = factory.Sequence(lambda n: n)
    kind = QuestionKind.SHORT_TEXT
    labels = factory.LazyFunction(lambda: {"fr": "Votre niveau d’anglais", "en": "Your level of English"})
    reasons = factory.LazyFunction(lambda: {"fr": "Nos clients parlent anglais", "en": "Our clients speak English"})
    options = factory.LazyFunction(list)
    is_required = False


class TeamMemberFactory(RowFactory):
    class Meta:
        model = TeamMember
