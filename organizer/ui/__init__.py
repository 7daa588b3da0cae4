"""What is shown: Qt views on the library. A view never edits another view."""
