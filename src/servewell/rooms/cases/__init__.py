"""What the company owes in reply, followed until it has arrived."""
