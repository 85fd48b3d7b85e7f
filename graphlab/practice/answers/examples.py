"""Examples of how an answer may look; none of them is the answer of an exercise of the course."""

# Of several the first is shown that is not the answer of the exercise on the page.
FRACTIONS, PRODUCTS = ("7/4", "9/7", "8/3"), ("1.5*3", "0.7*9", "2.5*7")
FORMULAS = ("3*({x}+1)**2", "5*{x}**3", "4-7*{x}")
NUMBERS = ("3.5", "7/4", "1.5*3")
LISTS = ("[7, 8.5, 9]", "[[7, 8.5], [9, 6]]")
