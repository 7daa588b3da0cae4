"""The page of what is wrong in the library."""
