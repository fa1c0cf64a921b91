"""What is kept back, so that nobody is told of few."""
