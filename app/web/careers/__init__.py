"""The public: jobs, application form, privacy notice. No account, no cookie."""

from . import apply as apply
from . import jobs as jobs
from . import policy as policy
from .door import door as door
