"""What the pages of this room show, by theme."""
