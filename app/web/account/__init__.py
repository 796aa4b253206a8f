"""Any member of staff: signing in, second factor, own account."""

from . import invitations as invitations
from . import own as own
from . import second_factor as second_factor
from . import sign_in as sign_in
from . import styleguide as styleguide
from .door import door as door
