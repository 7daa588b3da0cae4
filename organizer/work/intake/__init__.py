"""What comes into the library: folders, playlists, tables; and what leaves it."""
