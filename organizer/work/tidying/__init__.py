"""What is wrong in a library, how it would be put right, and the checks that take listening."""
