"""make bench: how fast the application is, as ratios to what this very machine does with nothing to do."""
