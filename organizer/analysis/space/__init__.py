"""Features → places: axes, map, groups, neighbours, orders, and how good they are."""
