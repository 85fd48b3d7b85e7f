"""What learners type into a box: numbers, lists and formulas, in many spellings."""
