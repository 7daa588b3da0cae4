"""What the computer itself is in: on mains power or not."""
