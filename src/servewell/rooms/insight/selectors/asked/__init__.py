"""What a reader asks for: the unit, the periods, the narrowing."""
