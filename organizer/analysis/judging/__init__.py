"""How good a map, groups, neighbours and recommendations are, and what labels say of them."""
