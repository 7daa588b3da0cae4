"""Fields beyond those that every list shows, and every other frame under its own name."""
