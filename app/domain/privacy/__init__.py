"""What carries the policy out: what is kept, until when, and how it goes."""
