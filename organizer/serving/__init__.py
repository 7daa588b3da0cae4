"""Other programs ask the library: over HTTP on this computer, as OpenSubsonic, and over MCP."""
