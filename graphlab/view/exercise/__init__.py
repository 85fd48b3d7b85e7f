"""The picture and the hints of an exercise."""
