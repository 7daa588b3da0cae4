"""What to play next, from places and artists alone."""
