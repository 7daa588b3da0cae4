"""What a person does with places of the map."""
