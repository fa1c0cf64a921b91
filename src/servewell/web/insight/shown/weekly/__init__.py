"""Monday's page as finished values: on the screen, on paper and in the mail alike."""
