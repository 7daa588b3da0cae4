"""What is stored: files, tags, the database, playlists. No Qt, no analysis."""
