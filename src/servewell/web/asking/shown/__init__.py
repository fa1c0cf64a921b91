"""What the pages about asking show: finished values."""
