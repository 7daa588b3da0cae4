"""Whether sound that is stored without loss was made from sound that was not, and whether it is whole."""
