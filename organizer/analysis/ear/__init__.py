"""Sound → features: decoding, spectra, and what is measured in them."""
