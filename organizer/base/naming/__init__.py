"""Names of files and folders that systems take."""
