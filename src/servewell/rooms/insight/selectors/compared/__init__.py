"""Units, times and drivers held against each other."""
