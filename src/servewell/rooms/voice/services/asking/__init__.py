"""How people are asked by mail: campaigns, their letters, and what comes back."""
