"""The public: jobs, application form, privacy notice. No account, no cookie."""

from . import accessibility as accessibility
from . import apply as apply
from . import brand as brand
from . import feeds as feeds
from . import home as home
from . import jobs as jobs
from . import policy as policy
from . import sources as sources
from . import status as status
from . import uploads as uploads
from .door import door as door
