"""Tags in files: a module for each format, read under limits and edited byte by byte."""
