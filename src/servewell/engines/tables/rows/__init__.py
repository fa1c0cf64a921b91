"""Rows understood by a recipe: what they say, or why they are held back."""
