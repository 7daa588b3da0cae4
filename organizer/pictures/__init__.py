"""Charts and pictures: lists of marks, drawn as PNG and SVG without a window."""
