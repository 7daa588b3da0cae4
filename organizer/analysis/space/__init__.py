"""Features → places: axes, map, groups, neighbours, orders."""
