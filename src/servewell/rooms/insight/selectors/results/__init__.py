"""What satisfaction is for: who came again, who left, who complained."""
