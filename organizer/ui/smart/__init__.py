"""Smart playlists in the window: kept up to date, edited as rows and as text."""
