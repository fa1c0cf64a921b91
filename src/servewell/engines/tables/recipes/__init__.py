"""The document of a recipe: read with all its faults, written for a person."""
