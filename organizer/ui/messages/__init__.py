"""What the program says: notices that stay until they are read, and all messages to read again."""
