"""The hiring teams: jobs, boards, dossiers."""

from .door import door as door
