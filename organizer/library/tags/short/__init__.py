"""Tags of which only what is asked for is read: the frames of fields, without covers."""
