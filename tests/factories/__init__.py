"""Real rows for tests: ``<Model>Factory``. Each call commits."""

from .accountability import BreachFactory as BreachFactory
from .accountability import ProcessorFactory as ProcessorFactory
from .applications import AnswerFactory as AnswerFactory
from .applications import ApplicationFactory as ApplicationFactory
from .applications import FormerDetailsFactory as FormerDetailsFactory
from .applications import MessageFactory as MessageFactory
from .applications import NoteFactory as NoteFactory
from .applications import SourcingFactory as SourcingFactory
from .audience import VisitCountFactory as VisitCountFactory
from .audit import AlertFactory as AlertFactory
from .audit import OpeningFactory as OpeningFactory
from .contact import ContactMessageFactory as ContactMessageFactory
from .disclosures import DisclosureFactory as DisclosureFactory
from .documents import DocumentFactory as DocumentFactory
from .jobs import JobFactory as JobFactory
from .jobs import QuestionFactory as QuestionFactory
from .jobs import StageFactory as StageFactory
from .jobs import TeamMemberFactory as TeamMemberFactory
from .mail import OutgoingMailFactory as OutgoingMailFactory
from .people import AccountFactory as AccountFactory
from .people import CandidateFactory as CandidateFactory
from .people import ConsentFactory as ConsentFactory
from .rights import FormerWordsFactory as FormerWordsFactory
from .rights import HoldFactory as HoldFactory
from .rights import RestrictionFactory as RestrictionFactory
from .rights import RightsRequestFactory as RightsRequestFactory
