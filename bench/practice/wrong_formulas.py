"""Wrong formulas, as a teacher of beginners meets them."""

from collections.abc import Mapping
from types import MappingProxyType

# Formulas are typed; so are their mistakes: by exercise and box, kind and text.
FORMULAS: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = MappingProxyType({
    ("square", "∂x"): (
        ("upstream forgotten", "2*x"), ("power: not lowered", "g*2*x**2"), ("power: no factor", "g*x"),
        ("power: factor alone", "2*g"), ("power: the power itself", "g*x**2"), ("power: integrated", "g*x**3/3"),
        ("power: raised instead of lowered", "g*2*x**3"), ("passed on unchanged", "g"), ("the value", "x"),
        ("divided by the local gradient", "g/(2*x)"), ("added to the upstream gradient", "g+2*x"),
        ("sign turned", "-g*2*x"), ("upstream forgotten", "2x"),
    ),
    ("chain", "∂t"): (
        ("power: not lowered", "2*t**2"), ("power: no factor", "t"), ("power: factor alone", "2"),
        ("power: the power itself", "t**2"), ("power: integrated", "t**3/3"), ("passed on unchanged", "1"),
        ("sign turned", "-2*t"), ("divided by the local gradient", "1/(2*t)"),
        ("power: the power itself", "z"), ("power: not lowered", "2*z"), ("power: raised instead of lowered", "2*t**3"),
    ),
    ("chain", "∂x"): (
        ("upstream forgotten", "1"), ("plus swaps", "2*t*y"), ("plus times its own value", "2*t*x"),
        ("plus shares out", "t"), ("sign turned", "-2*(x+y)"), ("the value", "x"),
    ),
    ("chain", "∂y"): (
        ("upstream forgotten", "1"), ("plus swaps", "2*t*x"), ("plus times its own value", "2*(x+y)*y"),
        ("plus shares out", "(x+y)"), ("sign turned", "-2*t"), ("the value", "y"),
    ),
    ("add", "∂x"): (
        ("upstream forgotten", "1"), ("plus swaps", "g*y"), ("plus times its own value", "g*x"),
        ("plus shares out", "g/2"), ("sign turned", "-g"), ("the value", "x"), ("value of the output", "g*z"),
    ),
    ("add", "∂y"): (
        ("upstream forgotten", "1"), ("plus swaps", "g*x"), ("plus times its own value", "g*y"),
        ("plus shares out", "g/2"), ("sign turned", "-g"), ("the value", "y"),
    ),
    ("mul", "∂x"): (
        ("upstream forgotten", "y"), ("not swapped", "g*x"), ("times the product", "g*z"),
        ("times the product", "g*x*y"), ("passed on unchanged", "g"), ("divided by the local gradient", "g/y"),
        ("added to the upstream gradient", "g+y"), ("sign turned", "-g*y"), ("upstream forgotten, not swapped", "x"),
    ),
    ("mul", "∂y"): (
        ("upstream forgotten", "x"), ("not swapped", "g*y"), ("times the product", "g*z"), ("passed on unchanged", "g"),
        ("divided by the local gradient", "g/x"), ("added to the upstream gradient", "g+x"), ("sign turned", "-g*x"),
        ("upstream forgotten, not swapped", "y"),
    ),
    ("sigmoid-formulas", "∂v3"): (
        ("upstream forgotten", "-y**2"), ("one over x: sign", "g*y**2"), ("one over x: not squared", "-g*y"),
        ("one over x: x squared", "-g*v3**2"), ("one over x: log", "g*log(v3)"), ("passed on unchanged", "g"),
        ("added to the upstream gradient", "g-y**2"),
    ),
    ("sigmoid-formulas", "∂v2"): (
        ("upstream of the output taken", "g"), ("plus shares out", "-g*y**2/2"), ("sign turned", "g*y**2"),
        ("plus times its own value", "-g*y**2*v2"), ("upstream forgotten", "1"),
    ),
    ("sigmoid-formulas", "∂v1"): (
        ("exp: times x", "-g*y**2*v1"), ("upstream forgotten", "exp(-x)"), ("passed on unchanged", "-g*y**2"),
        ("sign turned", "g*y**2*exp(-x)"), ("exp: minus", "-g*y**2*exp(x)"),
        ("upstream of the output taken", "g*exp(-x)"),
    ),
    ("sigmoid-formulas", "∂x"): (
        ("passed on unchanged", "-g*y**2*exp(-x)"), ("upstream forgotten", "-1"),
        ("not swapped", "-g*y**2*exp(-x)*x"), ("upstream of the output taken", "-g"), ("the value", "x"),
    ),
    ("sigmoid-formula", "∂x"): (
        ("upstream forgotten", "y*(1-y)"), ("sigmoid: y alone", "g*y"), ("sigmoid: 1 − y alone", "g*(1-y)"),
        ("sigmoid: 1 − y²", "g*(1-y**2)"), ("sigmoid: of x", "g*x*(1-x)"), ("sigmoid: y(y − 1)", "g*y*(y-1)"),
        ("passed on unchanged", "g"), ("divided by the local gradient", "g/(y*(1-y))"),
        ("added to the upstream gradient", "g+y*(1-y)"), ("sigmoid: exp for y² exp", "g*exp(-x)"),
        ("sign turned", "-g*y*(1-y)"), ("the value", "x"),
    ),
    ("batch-formulas", "∂X"): (
        ("product the wrong way", "dot(g, W)"), ("product the wrong way", "dot(W, g)"),
        ("product the wrong way", "dot(transpose(W), g)"), ("product the wrong way", "g*W"),
        ("passed on unchanged", "g"), ("upstream forgotten", "transpose(W)"), ("matrix alone", "W"),
        ("gradient transposed", "dot(W, transpose(g))"),
    ),
    ("batch-formulas", "∂W"): (
        ("product the wrong way", "dot(X, g)"), ("product the wrong way", "dot(g, X)"),
        ("product the wrong way", "dot(g, transpose(X))"), ("averaged over the batch", "dot(transpose(X), g)/2"),
        ("upstream forgotten", "transpose(X)"), ("matrix alone", "X"), ("passed on unchanged", "g"),
        ("gradient transposed", "dot(transpose(g), X)"),
    ),
    ("batch-formulas", "∂B"): (
        ("bias: as it came", "g"), ("bias: mean", "mean(g, axis=0)"), ("bias: wrong axis", "sum(g, axis=1)"),
        ("bias: everything", "sum(g)"), ("the value", "B"),
    ),
})  # fmt: skip
