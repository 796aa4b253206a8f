"""The administrator: accounts, outgoing mail, alerts; and the probes of whoever runs the machine."""

from . import accounts as accounts
from . import alerts as alerts
from . import health as health
from . import operation as operation
from . import outbox as outbox
from . import settings as settings
from .door import door as door
from .door import probes as probes
