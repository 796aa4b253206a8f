"""The privacy officer: what is asked, held, due, erased; what left to whom; what the firm must be able to show."""

from . import apart as apart
from . import archive as archive
from . import archived_disclosures as archived_disclosures
from . import audit as audit
from . import breaches as breaches
from . import corrections as corrections
from . import disclosures as disclosures
from . import due as due
from . import holds as holds
from . import letters as letters
from . import masks as masks
from . import persons as persons
from . import processors as processors
from . import registers as registers
from . import requests as requests
from .door import door as door
