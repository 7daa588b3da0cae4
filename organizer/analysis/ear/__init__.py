"""Sound → features: decoding, spectra, and what is heard in them."""
