"""The table of songs, and dialogs about songs."""
