"""What the program says of itself: what it is made of, and what happened."""
