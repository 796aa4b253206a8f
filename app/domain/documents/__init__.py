"""Files that strangers send: taken in, kept, let out through one gate."""
