"""What the program says of itself, and the report of a problem."""
