"""Tools for tags in the window: steps, their parameters, and what they would change."""
