"""Practice: exercises on any graph, the grading of answers, and the learner's progress."""
