"""What is reported about songs, groups and maps: views, reports, judgements, lessons."""
