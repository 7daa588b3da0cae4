"""One module for each command, or for a few that go together: what is done with its options."""
