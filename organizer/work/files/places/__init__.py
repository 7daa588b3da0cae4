"""How files move: what is planned, in which order it is done, one file from place to place."""
