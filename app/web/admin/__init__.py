"""The administrator: accounts, outgoing mail; and the probes of whoever runs the machine."""

from .door import door as door
from .door import probes as probes
