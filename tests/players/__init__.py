"""Real players open the playlists that are written: ``make test-players``."""
