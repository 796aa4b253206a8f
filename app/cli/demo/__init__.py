"""A believable demonstration: an invented firm, its jobs, and people who do not exist."""
