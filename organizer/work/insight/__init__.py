"""What is told about songs, groups and maps: views, reports, judgements, lessons."""
