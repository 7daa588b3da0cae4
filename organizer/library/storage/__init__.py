"""The library file: SQLite, its schema, its health and its copies."""
