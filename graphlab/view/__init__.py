"""Pure pictures and texts of a trace: layout, figure, explanation, code."""
