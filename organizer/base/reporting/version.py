"""Which version of the program this is: said here once, for the program and for what is built of it."""

__version__ = "0.2.0"
