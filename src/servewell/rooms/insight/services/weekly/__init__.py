"""Monday's page: subscribed to, made, and sent."""
