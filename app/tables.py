"""Every room's models, imported once so that the mapper and Alembic know all tables."""

from .core import edition as edition
from .core import queue as queue
from .core.db import Base
from .domain.accountability import models as accountability
from .domain.applications import models as applications
from .domain.archive import models as archive
from .domain.audience import models as audience
from .domain.audit import models as audit
from .domain.contact import models as contact
from .domain.disclosures import models as disclosures
from .domain.documents import models as documents
from .domain.firm import models as firm
from .domain.jobs import models as jobs
from .domain.mail import models as mail
from .domain.people import models as people
from .domain.privacy import models as privacy
from .domain.rights import models as rights

METADATA = Base.metadata
ROOMS = (
    accountability,
    applications,
    archive,
    audience,
    audit,
    contact,
    disclosures,
    documents,
    firm,
    jobs,
    mail,
    people,
    privacy,
    rights,
)
