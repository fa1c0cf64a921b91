"""Files that are taken in: their rows by fate, what they would give, how far they have come."""
