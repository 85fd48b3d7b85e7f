"""The explanation of a step: sentences, formulas, code."""
