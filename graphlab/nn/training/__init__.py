"""One training: its settings, its steps, its verdict."""
