"""Songs as lists: what there is of each artist or album, and what many songs add up to."""
