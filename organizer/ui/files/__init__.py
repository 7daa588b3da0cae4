"""Files of songs in the window: copied to devices."""
