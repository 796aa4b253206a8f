"""The privacy officer: what is asked, what is held, what is due, what was erased."""

from . import breaches as breaches
from . import due as due
from . import holds as holds
from . import persons as persons
from . import processors as processors
from . import registers as registers
from . import requests as requests
from .door import door as door
