"""The commands that are about the program itself, its library file and its computers."""
