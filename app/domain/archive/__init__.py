"""What is needed to answer for a refusal, kept apart from everything else (A2.4, A2.13, A11.1)."""
