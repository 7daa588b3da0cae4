"""What a person marked on the map: regions with a name, songs that are pinned, earlier maps."""
