"""What the company promises: promise, aspects, standards, the message of the year."""
