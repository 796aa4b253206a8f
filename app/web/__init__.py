"""The doors, cut by audience: request in, one room function, page out."""
