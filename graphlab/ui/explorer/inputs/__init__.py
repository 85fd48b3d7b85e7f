"""The inputs of the graph in the explorer: their fields, and their numbers while they are pulled."""
