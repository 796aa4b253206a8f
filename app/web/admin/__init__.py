"""The administrator: accounts, outgoing mail; and the probes of whoever runs the machine."""

from . import accounts as accounts
from . import health as health
from . import outbox as outbox
from . import settings as settings
from .door import door as door
from .door import probes as probes
