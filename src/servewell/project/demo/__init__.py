"""A small company to look at: built by the same deeds that people use, from words in ``library``."""
