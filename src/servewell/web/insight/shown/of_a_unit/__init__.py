"""The page of a unit's satisfaction."""
