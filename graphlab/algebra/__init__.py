"""What stands behind the numbers: values and gradients of a graph as formulas, simplified and proved."""
