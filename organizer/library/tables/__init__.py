"""Tables of songs: how their text is read, and what they left in the library."""
