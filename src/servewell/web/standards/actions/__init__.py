"""What can be done on the pages of this room, by theme."""
