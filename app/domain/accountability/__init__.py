"""What the firm must be able to show (GDPR, Art. 5(2)): its processors, its breaches, its register, its assessment."""
