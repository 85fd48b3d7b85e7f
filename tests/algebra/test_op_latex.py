"""The LaTeX of every op: derived from its record, stated where the chapter writes it in its own way."""

from dataclasses import replace

import pytest

from graphlab.algebra.op_latex import formula, rules
from graphlab.engine.ops import OPS
from graphlab.engine.ops.op import Op

every_op = pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)


@every_op
def test_every_op_has_a_formula_of_its_inputs_and_a_rule_for_each(op: Op) -> None:
    assert all(f"${name}" in formula(op) for name in op.inputs)
    assert len(rules(op)) == len(op.inputs)
    assert all("$g" in rule for rule in rules(op))


@every_op
def test_latex_is_stated_only_where_another_would_be_derived(op: Op) -> None:
    assert not op.formula or op.formula != formula(replace(op, formula=""))
    derived = rules(replace(op, rules=()))
    assert all(stated != other for stated, other in zip(op.rules, derived, strict=bool(op.rules)))


def test_one_rule_may_be_stated_and_the_others_derived() -> None:
    for stated in (("", "$g / 2"), ("$g / 2", "")):
        pairs = zip(rules(replace(OPS["mul"], rules=stated)), stated, rules(OPS["mul"]), strict=True)
        assert all(rule == (own or derived) for rule, own, derived in pairs)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("sub", [r"$g \times 1", r"$g \times (-1)"]),
        ("div", [r"$g \times \frac{1}{$b}", r"$g \times \left(-\frac{$a}{$b^2}\right)"]),
        ("pow", [r"$g \times $b \cdot {$a}^{$b - 1}", r"$g \times $out \cdot \ln $a"]),
        ("sqrt", [r"$g \times \frac{1}{2 \cdot $out}"]),
        ("affine", [r"$g \cdot {$W}^{T}", r"{$X}^{T} \cdot $g", "$g"]),
        ("sum", [r"$g \times 1"]),
        ("mean", [r"$g \times \frac{1}{$n}"]),
        ("cross_entropy", [r"-$g \times \frac{1}{$N} \cdot \frac{$t}{$y}", r"-$g \times \frac{1}{$N} \log $y"]),
        ("mean_squared_error", [r"$g \times \left($y - $t\right)", r"$g \times \left($t - $y\right)"]),
    ],
)
def test_rules_are_as_the_chapter_writes_them(name: str, written: list[str]) -> None:
    assert list(rules(OPS[name])) == written
