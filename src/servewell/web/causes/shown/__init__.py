"""What the pages of causes show."""
