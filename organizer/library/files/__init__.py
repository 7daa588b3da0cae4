"""The music's files on disk: walked, told apart, recognised after a move."""
