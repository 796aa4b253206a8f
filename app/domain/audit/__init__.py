"""What was done, by whom, to what; what of it is unusual. Knows no room. Ids and field names, no personal values."""
