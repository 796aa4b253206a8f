"""Processes that a test starts in order to kill them."""

import os

# Their coverage would be cut off in the middle of a write and spoil the file of the whole run.
UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
