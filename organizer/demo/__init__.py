"""A small library of synthesized songs to try everything on."""
