"""What the views share: the library at hand, jobs, undo, and what follows what."""
