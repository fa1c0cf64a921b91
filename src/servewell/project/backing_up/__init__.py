"""A home as one archive, and a home from one. Decision 22 says how and why."""
