"""Playing: what comes next, and how loud."""
