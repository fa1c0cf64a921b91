"""What a figure means: its definition and versions."""
