"""What customers' forms carry with them, and what people of the company fill in about links and lists."""
