"""How the cases that somebody may see stand, and what caused them."""
