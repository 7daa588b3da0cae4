"""What is done: jobs over the library and the analysis. No Qt."""
