"""Albums as covers: small covers for all views, and the second face of the table."""
