"""Answers counted, and what is estimated from them."""
