"""Candidates: what is known of them, and what they do about it without asking anyone."""

from . import address as address
from . import answers as answers
from . import applications as applications
from . import data as data
from . import home as home
from . import requests as requests
from . import sharing as sharing
from . import sign_in as sign_in
from .door import door as door
