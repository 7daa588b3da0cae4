"""What is stored of each sound beside its features, by the hash of the sound; the pace of analyzing them."""
