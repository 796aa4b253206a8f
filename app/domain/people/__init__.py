"""Staff accounts, candidates and their consents."""
