"""What was done, by whom, to what. Append-only; knows no room; ids and field names, never personal values."""
