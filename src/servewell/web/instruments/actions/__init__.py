"""What authors do with drafts and instruments, and what is done with disputes."""
