"""The options of the commands: modules that load nothing, so that help answers at once."""
