"""What a person can set, beside the dialog itself."""
