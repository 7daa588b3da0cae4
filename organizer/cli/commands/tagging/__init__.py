"""Commands about what is in the tags of files."""
