"""Staff accounts, candidates and their consents, and the firm itself."""
