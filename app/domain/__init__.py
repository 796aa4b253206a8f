"""The rooms, cut by subject: each decides and remembers, none sees a request."""
