"""What is done to a case, to many cases at once, and with lists of them."""
