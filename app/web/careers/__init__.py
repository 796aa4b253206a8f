"""The public: jobs, application form, privacy notice. No account, no cookie."""

from .door import door as door
