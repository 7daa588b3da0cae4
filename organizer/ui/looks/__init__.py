"""What every eye and hand needs of the window: colours that are told apart, motion that can be stopped."""
