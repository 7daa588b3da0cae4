"""What a person listened to and thinks of it: plays, skips, ratings, kept by the sound of songs."""
