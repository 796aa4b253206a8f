"""The ledger of what left the firm: to whom, about whom, when, why (C3.0); nothing leaves without its row."""
