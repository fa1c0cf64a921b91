"""Monday's page: who gets it when, what it says, and what was sent."""
