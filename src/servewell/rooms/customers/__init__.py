"""Persons outside the company, how to reach them, and the encounters they had with it."""
