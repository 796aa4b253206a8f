"""The public: jobs, application form, privacy notice. No account, no cookie."""

from . import accessibility as accessibility
from . import apply as apply
from . import brand as brand
from . import contact as contact
from . import cookies as cookies
from . import feeds as feeds
from . import home as home
from . import jobs as jobs
from . import leaving as leaving
from . import policy as policy
from . import promises as promises
from . import security_txt as security_txt
from . import sources as sources
from . import status as status
from . import uploads as uploads
from . import visits as visits
from .door import door as door
from .shared_pages import SharedPages as SharedPages
