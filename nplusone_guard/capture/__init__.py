"""What ran: statements, where they came from and the loops around them."""
