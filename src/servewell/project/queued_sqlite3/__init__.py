"""Django's SQLite backend, with an order among those who wait to write."""
