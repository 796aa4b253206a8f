"""Messages of the public, which are no applications: answered, kept for a while, gone (C1.1, C2.1)."""
