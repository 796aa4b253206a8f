"""The privacy officer: what is asked, what is held, what is due, what was erased."""

from . import due as due
from . import holds as holds
from . import persons as persons
from . import requests as requests
from .door import door as door
