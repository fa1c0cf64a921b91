"""What customers say, by every channel, with the original kept."""
