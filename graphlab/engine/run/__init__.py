"""Running a graph, and checking what a run says."""
