"""The chart of a unit: its limits, targets, signals, and what happened."""
