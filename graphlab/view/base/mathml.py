"""Formulas as MathML, which a browser draws without a script and without a font of its own."""

import re
from html import escape, unescape
from types import MappingProxyType

from math_core import LatexError, LatexToMathML

from graphlab.view.base.theme import THEMES

# The converter takes a colour by its name alone, so each role is written as one of these and becomes a custom property
# of the page afterwards: a change of the theme redraws nothing.
_CARRIERS = MappingProxyType({"value": ("blue", "#0000FF"), "gradient_text": ("red", "#FF0000")})
_NAMES = MappingProxyType({
    getattr(theme, role): name for theme in THEMES.values() for role, (name, _) in _CARRIERS.items()
})  # fmt: skip
_COLOUR = re.compile(r"\\textcolor\{(#\w+)\}")
_LINE_SPACING = re.compile(r"(?<=\\\\)\[[\d.]+em\]")
# XML knows these few.
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)\w+;")


def mathml(tex: str) -> str:
    r"""Return LaTeX as a block of MathML; its annotation is the LaTeX without colours.

    The colours of values and gradients become the custom properties of their roles. What cannot be converted is
    shown as it is written.

    >>> print(mathml(r"\textcolor{#0072B2}{\frac{a}{2}}").replace("<annotation", "\n<annotation"))
    <math display="block"><semantics><mrow style="color:var(--value)"><mfrac><mi>a</mi><mn>2</mn></mfrac></mrow>
    <annotation encoding="application/x-tex">{\frac{a}{2}}</annotation></semantics></math>
    >>> mathml(r"\unknown")
    '<code>\\unknown</code>'
    """
    tex = _LINE_SPACING.sub("", tex)
    named = _COLOUR.sub(lambda match: rf"\textcolor{{{_NAMES.get(match[1], '')}}}", tex)
    try:
        made = LatexToMathML(annotation=True, fancy_error=False).convert_with_local_state(named, displaystyle=True)
    except LatexError:
        return f"<code>{escape(_COLOUR.sub('', tex), quote=False)}</code>"
    for role, (name, code) in _CARRIERS.items():
        made = made.replace(f'style="color:{code};"', f'style="color:var(--{role})"')
        made = made.replace(rf"\textcolor{{{name}}}", "")
    # The alignment of a cell is said in two ways; the one for grids is not needed, and all positions are sent at once.
    made = re.sub(r"text-align: (\w+);justify-items: \w+;padding-(\w+): 0;", r"text-align:\1;padding-\2:0", made)
    made = _ENTITY.sub(lambda match: unescape(match[0]), made)
    # A number with a comma for its thousands is one number.
    return made.replace('</mn><mo rspace="0">,</mo><mn>', ",")
