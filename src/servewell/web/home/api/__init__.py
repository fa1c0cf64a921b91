"""What the rooms answer to machines, joined under one address, and the page that explains it."""
