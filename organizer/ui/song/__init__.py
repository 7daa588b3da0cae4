"""One song: its panel, and the view of its parts."""
