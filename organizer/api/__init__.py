"""What programs ask of a library, and get as plain data: one set of functions for Python, HTTP and MCP."""
