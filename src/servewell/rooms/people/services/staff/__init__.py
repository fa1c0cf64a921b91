"""Who is where when, from a file of the whole staff: read, planned, shown, and then done."""
