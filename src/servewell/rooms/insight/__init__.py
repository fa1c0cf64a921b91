"""Figures that can be trusted: each with its definition, its n and its interval."""
