"""What is computed: arrays in, arrays out. No Qt, no database, no tags."""
