"""The builder's canvas as plain data."""
