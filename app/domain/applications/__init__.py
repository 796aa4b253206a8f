"""Applications: submitted, read, moved, decided."""
