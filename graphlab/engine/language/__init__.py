"""The language of graphs: text to graph and back."""
