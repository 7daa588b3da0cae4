"""What everything may use: values that travel, errors, settings, files written whole, and systems."""
