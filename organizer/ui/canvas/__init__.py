"""What paints the map: its tiles, songs, names and pointers, and the camera that looks at them."""
