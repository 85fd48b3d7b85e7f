"""What the labels of the edges say."""
