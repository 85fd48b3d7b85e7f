"""The app's own browser components: a folder each with its Python, its script and its style sheet."""
