"""Files are brought, decided on, taken in, shown and withdrawn."""
