"""What the reports of cases show."""
