"""What people ask about their data, and the clock that the law sets on the answer (A9)."""
