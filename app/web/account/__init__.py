"""Any member of staff: signing in, second factor, own account."""

from .door import door as door
