"""What a step says: sentence, formulas, code."""
