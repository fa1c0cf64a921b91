"""What people bind themselves to: the pledge, read and signed in their own words."""
