"""What pages of this room show, as finished values."""
