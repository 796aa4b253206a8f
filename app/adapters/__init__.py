"""The outside world, behind small interfaces: disk, file types, mail server."""
