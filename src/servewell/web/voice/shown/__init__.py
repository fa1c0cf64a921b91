"""The page objects of this room, where pages and actions both show them."""
