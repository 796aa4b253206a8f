"""The hiring teams: jobs, boards, dossiers."""

from . import audience as audience
from . import board as board
from . import documents as documents
from . import dossiers as dossiers
from . import handover as handover
from . import job_parts as job_parts
from . import jobs as jobs
from . import messages as messages
from . import reports as reports
from . import sourcings as sourcings
from .door import door as door
