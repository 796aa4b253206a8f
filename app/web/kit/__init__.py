"""What every door is made of; the kit knows no door."""
