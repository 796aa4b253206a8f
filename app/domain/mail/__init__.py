"""Mail: a row in the transaction that causes it, delivered later."""
