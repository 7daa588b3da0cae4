"""The map: where each song lies on it, and how true that is."""
