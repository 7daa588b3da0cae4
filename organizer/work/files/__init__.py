"""Files of songs: copied to devices, renamed, moved, put into the trash."""
