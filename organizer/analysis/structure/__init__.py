"""Sound → the parts of one recording: where they begin, and which of them return."""
