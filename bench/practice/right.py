"""Right answers in the spellings of learners: numbers, lists, products and formulas in many ways."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np

from bench.practice.place import Place
from graphlab.practice.answers.tolerance import agrees


def short(number: float) -> str:
    """Return a number with at most six digits, as it is written by hand."""
    return f"{float(number):.6g}"


def right_texts(place: Place, dice: random.Random) -> Iterator[str]:
    """Yield spellings of the number or the array of a box."""
    value = place.right
    yield from scalar_texts(float(value), dice) if value.ndim == 0 else list_texts(value)
    yield from worked(place)


def scalar_texts(value: float, dice: random.Random) -> Iterator[str]:
    """Yield spellings of a number, each as exact as 1 % or better."""
    plain = short(value)
    yield from (plain, repr(value), f"= {plain}", f" {plain} ", plain.replace("-", "−"), f"≈ {plain}", f"＝{plain}")
    for form in ("%.2f", "%.3f", "%.4g", "%.3g"):
        if agrees(float(form % value), value, 0.004):
            yield form % value
    if abs(value) >= 1 and "e" not in plain:
        yield from (
            f"{plain}원",
            f"{plain} 원",
            f"₩{plain}",
            f"{value:,.0f}" if value == round(value) else f"{plain}개",
        )
        yield plain.replace(".", "．")
    if 0 < value < 1:
        yield plain.removeprefix("0") if not plain.startswith("0.0") else plain
    if value > 0:
        yield f"+{plain}"
    ratio = Fraction(value).limit_denominator(200)
    if value and agrees(float(ratio), value, 1e-4):
        yield f"{ratio.numerator}/{ratio.denominator}"
        yield f"{ratio.numerator} ÷ {ratio.denominator}"
    if value:
        power = math.floor(math.log10(abs(value)))
        digits = short(value / 10.0**power)
        raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        yield from (f"{digits}×10{raised}", f"{digits}*10^({power})", f"{digits}·10**{power}", f"{digits}e{power}")
    first = dice.choice([2, 4, 5])
    yield from (f"{first}*{value / first!r}", f"{first} × {value / first!r} = {plain}", f"({plain})")


def list_texts(value: Any) -> Iterator[str]:
    """Yield spellings of a vector or a matrix."""
    rows = [[short(number) for number in row] for row in np.atleast_2d(value)]
    if value.ndim == 1:
        spaced, close = ", ".join(rows[0]), ",".join(rows[0])
        yield from (spaced, f"[{spaced}]", f"({spaced})", f"[{' '.join(rows[0])}]", " ".join(rows[0]), f"[{close}]",
                    f"= [{spaced}]", f"{{{spaced}}}", f"[{spaced},]", f"（{spaced}）",
                    f"[{spaced}]".replace("-", "−"))  # fmt: skip
    else:
        yield "[" + ", ".join(f"[{', '.join(row)}]" for row in rows) + "]"
        yield "[" + " ".join(f"[{' '.join(row)}]" for row in rows) + "]"
        yield "[" + "; ".join(" ".join(row) for row in rows) + "]"
        yield "[" + "; ".join(" ".join(row) for row in rows) + ";]"
        yield "[" + "; ".join(", ".join(row) for row in rows) + "]"
        yield "; ".join(" ".join(row) for row in rows)
        yield " ".join(f"[{' '.join(row)}]" for row in rows)
        yield ", ".join(f"({', '.join(row)})" for row in rows)
        yield "\n".join(f"[{' '.join(row)}]" for row in rows)
        yield "\n".join(" ".join(row) for row in rows)
        yield "[" + ",".join(f"[{','.join(row)}]" for row in rows) + "]"
    yield str(value)
    yield repr(value)
    yield f"np.{value!r}"
    yield str(np.round(value, 6))
    yield f"np.array({value.tolist()})"


def worked(place: Place) -> Iterator[str]:
    """Yield a number as it is worked out: from the numbers around it, from names, as an equation."""
    box, trace, right = place.box, place.trace, place.right
    names = [trace.graph.nodes[j] for j in trace.graph.nodes[box.acting].inputs]
    if right.ndim or any(np.ndim(x) for x in place.xs):
        return
    result, own = short(right), box.key.partition("[")[0].removeprefix("∂")
    if box.kind == "value":
        yield f"{own} = {result}"
    elif trace.graph.nodes[box.node].named or not trace.graph.nodes[box.node].inputs:
        yield from (f"∂{own} = {result}", f"∂L/∂{own} = {result}", f"d{own} = {result}", f"dL/d{own}={result}")
    if box.kind == "sum":
        parts = [f"({part!r})" for part in map(float, place.branches)]
        yield from (" + ".join(parts), f"{'+'.join(parts)} = {result}")
        yield " + ".join(f"∂{own}[{k}]" for k in range(1, len(parts) + 1))
        return
    a, b = (float(place.xs[0]), float(place.xs[1])) if len(place.xs) == 2 else (float(place.xs[0]), 0.0)
    if box.kind == "value":
        sign = {"add": "+", "sub": "−", "mul": "×", "div": "÷"}.get(place.op)
        if sign:
            yield from (f"({a!r}) {sign} ({b!r})", f"({a!r}){sign}({b!r}) = {result}")
            if all(node.named or not node.inputs for node in names) and "const" not in [node.op for node in names]:
                yield from (f"{names[0].name} {sign} {names[1].name}", f"{names[0].name}{sign}{names[1].name}={result}")
        return
    g, target = float(place.g), trace.graph.nodes[box.target].name
    yield from (f"({g!r}) × ({float(place.local)!r})", f"({g!r})·({float(place.local)!r}) = {result}")
    yield from (f"dout*({float(place.local)!r})", f"∂L/∂{target} × ({float(place.local)!r})",
                f"dL/d{target}*({float(place.local)!r})", f"∂{target}·({float(place.local)!r})")  # fmt: skip
    if place.op == "mul" and names[1 - place.slot].op != "const":
        other = names[1 - place.slot].name
        yield from (f"({g!r})*{other}", f"({g!r}) × {other} = {result}", f"dout * {other}", f"∂L/∂{target}·{other}")
    if place.op == "tanh":
        yield from (f"{g!r}*(1-out**2)", f"{g!r}/cosh({a!r})**2", f"{g!r}/cosh²({a!r})", f"{g!r}(1 − tanh²({a!r}))",
                    f"{g!r}*(1 - (sinh({a!r})/cosh({a!r}))^2)")  # fmt: skip
    if place.op == "sigmoid":
        yield from ("dout * (1.0 - self.out) * self.out", f"({g!r})·σ({a!r})(1 − σ({a!r}))")
    if place.op == "exp":
        yield f"({g!r})*e^({a!r})" if "e" not in trace.graph.index else f"({g!r})*exp({a!r})"
        yield from (f"({g!r}) exp({a!r})", "dout*self.out")
    if place.op == "log":
        yield from (f"({g!r})/({a!r})", f"({g!r})·1/({a!r})")


# Formulas of the exercises that ask for them.
FORMULAS: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType({
    ("square", "∂x"): (
        "g*2*x", "2*g*x", "2xg", "g·2x", "2x·g", "g*2x", "x*2*g", "g*(x+x)", "2*x*dout", "∂L/∂y * 2x", "dL/dy*2*x",
        "dy*2x", "2gx", "g·2·x", "∂x = g·2x", "= 2x × g", "dout × 2x", "(2x)(g)",
    ),
    ("chain", "∂t"): (
        "2*t", "t*2", "2t", "2(x+y)", "2x+2y", "t+t", "2*(x+y)", "dL/dz*2*t", "∂z/∂z·2t", "1*2t", "dout*2*t", "2 t",
        "2(x + y) = 2t", "∂L/∂t = 2t", "2·t", "2×t", "(x+y)*2", "dz*2t", "2t × 1",
    ),
    ("chain", "∂x"): (
        "2t", "2*(x+y)", "2x + 2y", "2(y+x)", "∂L/∂t", "∂L/∂t*1", "dt*1", "∂z/∂t · 1", "dout", "2t·1", "∂x = 2(x+y)",
        "dL/dt", "dL/dt*1 = 2t", "2t = 2(x + y)",
    ),
    ("chain", "∂y"): ("2t", "2(x + y)", "dout*1", "∂L/∂t × 1", "2x+2y", "1·2t", "∂t", "dt"),
    ("add", "∂x"): ("g", "1*g", "g*1", "dout", "∂L/∂z", "dL/dz", "dz", "dout*1", "g × 1", "∂L/∂z·1", "∂x = g", "1·g"),
    ("add", "∂y"): ("g", "1*g", "g·1", "dout * 1", "∂L/∂z", "dL/dz*1", "∂z", "dy = dout * 1", "∂L/∂y = g"),
    ("mul", "∂x"): (
        "g*y", "y*g", "gy", "yg", "g y", "g·y", "dout*y", "∂L/∂z*y", "dL/dz·y", "g*z/x", "dout * self.y", "g × y",
        "∂x = g·y", "dx = dout * self.y", "∂L/∂z · y", "y ∂L/∂z", "dz*y", "(g)(y)", "g⋅y",
    ),
    ("mul", "∂y"): (
        "g*x", "x*g", "gx", "xg", "x g", "x·g", "dout*x", "∂L/∂z*x", "dL/dz × x", "dout * self.x", "∂y = gx", "∂z·x",
    ),
    ("sigmoid-formulas", "∂v3"): (
        "-g*y**2", "−g·y²", "-y²g", "-g/v3**2", "g*(-y²)", "-g·y·y", "-dout*(out**2)", "-dout * self.out * self.out",
        "−∂L/∂y·y²", "-gy²", "-gy^2", "-(g)(y)^2", "g*(-1/v3²)", "−g y²",
    ),
    ("sigmoid-formulas", "∂v2"): ("-g*y**2", "−g y²", "-gy²", "dout", "-g*y*y*1", "dout*1", "∂L/∂(1 + exp(x * -1))"),
    ("sigmoid-formulas", "∂v1"): (
        "-g*y**2*exp(-x)", "−g y² e^(−x)", "-g*y^2*v2", "g*y*(y-1)", "−gy²exp(−x)", "-g*y**2*e**(-x)", "dout*out",
        "-g·y²·np.exp(-x)", "dout*exp(-x)", "−g·y(1 − y)", "-g*y^2*e^-x",
    ),
    ("sigmoid-formulas", "∂x"): (
        "g*y**2*exp(-x)", "g*y*(1-y)", "gy(1-y)", "g·y − g·y²", "g*y²*e^(-x)", "g*(y-y**2)", "dout*(-1)", "-dout",
        "−1·dout", "g y (1 − y)", "g·y²·exp(−x)", "gy²exp(−x)", "∂L/∂x = g·y²·exp(−x)", "g y² exp(-x) = g y (1-y)",
    ),
    ("sigmoid-formula", "∂x"): (
        "g*y*(1-y)", "gy(1−y)", "dout*(1.0 - out)*out", "dout * (1.0 - self.out) * self.out", "g·y(1 − y)",
        "g*exp(-x)/(1+exp(-x))**2", "g*e^-x/(1+e^-x)^2", "g/4/cosh(x/2)**2", "g/(2cosh(x/2))²", "∂L/∂y·y(1−y)",
        "g*σ(x)*(1-σ(x))", "g*sigmoid(x)*(1-sigmoid(x))", "dL/dy*y*(1-y)", "g*y*sigmoid(-x)", "g y² exp(−x)",
        "g(y − y²)", "dy*y*(1-y)", "y(1-y)g", "(1-y)*y*g", "g·y − g·y²",
    ),
    ("batch-formulas", "∂X"): (
        "g·Wᵀ", "g Wᵀ", "gWᵀ", "g@W.T", "np.dot(g, W.T)", "np.dot(dout, self.W.T)", "dot(g, transpose(W))",
        "g.dot(W.T)", "dot(g, Wᵀ)", "∂L/∂Y·Wᵀ", "dY·Wᵀ", "(W·gᵀ)ᵀ", "dot(g, T(W))", "np.matmul(g, W.T)", "1·g·Wᵀ",
        "∂L/∂X_dot_W · Wᵀ", "dout @ W.T", "g·W^T", "dX = g·Wᵀ",
        "∂L/∂X = ∂L/∂Y · Wᵀ", "dL/dY · Wᵀ", "dot(W, g.T).T", "g · transpose(W)",
    ),
    ("batch-formulas", "∂W"): (
        "Xᵀ·g", "X.T@g", "np.dot(X.T, dout)", "Xᵀ g", "Xᵀ·∂L/∂Y", "(gᵀ·X)ᵀ", "dot(transpose(X), g)", "X.T.dot(g)",
        "Xᵀg", "X^T·g", "dot(Xᵀ, g)", "transpose(X)@g", "∂W = Xᵀ·g", "np.dot(self.X.T, dout)", "Xᵀ·dY",
    ),
    ("batch-formulas", "∂B"): (
        "sum(g, axis=0)", "np.sum(dout, axis=0)", "g.sum(axis=0)", "g.sum(0)", "Σ g", "Σg", "sum(∂L/∂Y, axis=0)",
        "sum(g, 0)", "dout.sum(axis=0)", "np.sum(g, axis=0)", "Σ(g)", "∂B = Σ g", "Σ ∂L/∂Y",
        "dB = np.sum(dout, axis=0)",
    ),
})  # fmt: skip
