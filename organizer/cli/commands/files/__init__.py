"""Commands that copy, rename and move files."""
