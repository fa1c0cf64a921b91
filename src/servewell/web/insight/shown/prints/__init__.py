"""What is forwarded, and what its number tells."""
