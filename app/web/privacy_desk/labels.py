"""Words for the states that the desk shows."""

from flask_babel import lazy_gettext as _l

from ...domain.applications.enums import ApplicationState
from ...domain.privacy.enums import SweepOutcome

STATES = {
    ApplicationState.ACTIVE: _l("under way"),
    ApplicationState.HIRED: _l("hired"),
    ApplicationState.REJECTED: _l("not taken further"),
    ApplicationState.WITHDRAWN: _l("withdrawn"),
}
OUTCOMES = {
    SweepOutcome.RUNNING: _l("under way"),
    SweepOutcome.FINISHED: _l("finished"),
    SweepOutcome.STOPPED: _l("stopped: the clock could not be trusted, nothing was erased"),
}
