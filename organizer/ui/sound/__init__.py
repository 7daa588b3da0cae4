"""Playing songs."""
