"""What authors, and those who dispute or decide, look at. Looking records nothing."""
