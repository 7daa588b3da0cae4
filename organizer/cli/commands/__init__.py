"""One module for each command, or for a few that go together: its options, and what is done with them."""
