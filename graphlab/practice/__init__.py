"""Practice: exercises on any graph, answers judged, mistakes named, what has been learned kept."""
