"""The language of graphs: text to graph, in bounded time, without evaluating anything."""

import ast
import math
from collections import ChainMap
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from graphlab.engine.errors import GraphlabError, Message, did_you_mean, say
from graphlab.engine.graph.graph import Definition, Graph, Node
from graphlab.engine.graph.names import lookalike, skeleton
from graphlab.engine.graph.pruning import ending
from graphlab.engine.language import calls, syntax
from graphlab.engine.language.calls import Signature
from graphlab.engine.language.cycles import circular
from graphlab.engine.language.literals import composed, is_literal, literal
from graphlab.engine.language.text_limits import MOST_DEPTH, MOST_NODES
from graphlab.engine.ops.op import Attrs

# The values of a node's `op` that name no op.
LEAVES = ("input", "const")


def parse(text: str) -> Graph:
    r"""Return the graph that the text describes, one assignment a line; the last line is the output.

    A last line that is a name alone makes the output of the node with that name; what is computed from it is then no
    part of the graph.

    Raises `GraphlabError`, with line, column and a hint, for anything that is not in the language,
    for more than 20,000 characters, 2,000 nodes (the insides of definitions counted at every use) or 200 levels
    of nesting, and for numbers too large to hold.

    >>> graph = parse("price = apple * n_apple * tax")
    >>> graph.inputs
    ('apple', 'n_apple', 'tax')
    >>> parse("y = x * x\nz = y * w\ny").to_source()
    'y = x * x'
    >>> parse("y = epx(x)")
    Traceback (most recent call last):
    ...
    graphlab.engine.errors.GraphlabError: line 1, column 5: unknown name `epx`. Did you mean `exp`?
    """
    graph, chosen = parse_lines(text)
    # Written and parsed again: nodes are in the order in which their text mentions them.
    return parse(ending(graph, chosen).to_source()) if chosen else graph


def parse_lines(text: str) -> tuple[Graph, str]:
    """Return the nodes of all lines, and the name in the last line where it is a name alone, else nothing.

    Raises `GraphlabError` as `parse` does.
    """
    source = composed(text)
    statements = syntax.statements(source)
    reader = _Reader(syntax.lines_of(source), statements)
    reader.later = {tree.name.id for tree in statements if isinstance(tree, syntax.Defined)}
    for number, statement in enumerate(statements):
        reader.statement(statement, last=number == len(statements) - 1)
    return reader.graph(statements), reader.chosen


@dataclass
class _Reader:
    """Reads statements in order and collects nodes; or the body of a definition, whose name is then `defining`."""

    lines: syntax.Lines
    statements: Sequence[ast.stmt | syntax.Defined]
    nodes: list[Node] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    constants: dict[int, float] = field(default_factory=dict)
    first_use: dict[str, ast.AST] = field(default_factory=dict)
    known: dict[str, Signature] = field(default_factory=lambda: dict(calls.REGISTRY))
    ops: dict[str, str] = field(default_factory=lambda: {name: name for name, _ in calls.REGISTRY})
    skeletons: MutableMapping[str, str] = field(default_factory=lambda: {name: name for name, _ in calls.REGISTRY})
    definitions: list[Definition] = field(default_factory=list)
    later: set[str] = field(default_factory=set)
    defining: str = ""
    size: int = 0
    chosen: str = ""

    def error(self, tree: ast.AST, message: Message, hint: Message | None = None) -> GraphlabError:
        return syntax.fault(self.lines, tree, message, hint)

    def graph(self, statements: list[ast.stmt | syntax.Defined]) -> Graph:
        last = statements[-1]
        place = last.head if isinstance(last, syntax.Defined) else last
        if all(node.op in LEAVES for node in self.nodes):
            raise self.error(
                place, say("there is nothing to compute here: use at least one operation, as in `y = x * x`.")
            )
        if (self.nodes[-1].op == "input" or place is not last) and not self.chosen:
            raise self.error(place, say("the last line is the output: it must compute something."))
        return Graph(tuple(self._numbered()), tuple(self.definitions))

    def _numbered(self) -> list[Node]:
        """Name what the learner left unnamed: v1, v2, …, constants c1, c2, …, an unnamed output y, if they are free."""
        counters = {"v": 0, "c": 0}
        nodes = [node if node.named else self._name(node, counters) for node in self.nodes]
        if not nodes[-1].named and self._free("y"):
            nodes[-1] = nodes[-1]._replace(name="y")
        return nodes

    def _name(self, node: Node, counters: dict[str, int]) -> Node:
        letter = "c" if node.op == "const" else "v"
        counters[letter] += 1
        while not self._free(f"{letter}{counters[letter]}"):
            counters[letter] += 1
        return node._replace(name=f"{letter}{counters[letter]}")

    def _free(self, name: str) -> bool:
        return name not in self.places and name not in self.known

    def statement(self, tree: ast.stmt | syntax.Defined, last: bool) -> None:
        if isinstance(tree, syntax.Defined):
            self.definition(tree)
        elif isinstance(tree, ast.Expr) and self._computes(tree.value):
            self.chosen = self.spelled(tree.value)
            if not last:
                message = say("`{name}` alone chooses the output; such a line has to be the last.", name=self.chosen)
                raise self.error(tree, message)
        elif isinstance(tree, ast.Expr) and last:
            self.operation_line(tree.value, None)
        elif isinstance(tree, ast.Assign) and len(tree.targets) == 1 and isinstance(tree.targets[0], ast.Name):
            self.assignment(tree.targets[0], tree.value)
        else:
            raise self.error(tree, syntax.refusal(tree))

    def _computes(self, tree: ast.expr) -> TypeGuard[ast.Name]:
        """Tell whether this is the name, alone, of a line that computes something."""
        return isinstance(tree, ast.Name) and tree.id in self.places and bool(self.nodes[self.places[tree.id]].inputs)

    def definition(self, tree: syntax.Defined) -> None:
        """Read `name(parameters) = body`; the body is read as a graph of its own, whose inputs are the parameters."""
        name = self.new_name(tree.name)
        if name in LEAVES:
            raise self.error(tree.name, say("`{word}` is a reserved word and cannot be used here.", word=name))
        self.ops[skeleton(name)] = name
        inside = _Reader(self.lines, self.statements, known=self.known, later=self.later, defining=name, size=self.size)
        inside.ops, inside.skeletons = self.ops, ChainMap({}, self.ops)
        params = [inside.parameter(one) for one in calls.parameters(self.lines, tree.head)]
        inside.operation_line(tree.body, None)
        unused = next((i for i in range(len(params)) if not any(i in node.inputs for node in inside.nodes)), None)
        if unused is not None:
            message = say("the definition does not use its parameter `{name}`; leave it out.", name=params[unused])
            raise self.error(tree.head.args[unused], message)
        self.definitions.append(Definition(name, tuple(params), tuple(inside._numbered())))
        self.known[name] = Signature(tuple(params), size=inside.size - self.size - len(params))
        self.size = inside.size

    def parameter(self, tree: ast.Name) -> str:
        name = self.new_name(tree)
        self.places[name] = self.add(Node(name, "input"), tree)
        return name

    def assignment(self, target: ast.Name, value: ast.expr) -> None:
        name = self.new_name(target)
        if is_literal(value):
            self.add(Node(name, "input", value=literal(self.lines, value)), target)
            self.places[name] = len(self.nodes) - 1
        else:
            self.operation_line(value, name)
            if name in self.first_use:
                message = say(
                    "`{name}` cannot be computed from itself; write a new name, as in `b = a + 1`.", name=name
                )
                raise self.error(self.first_use[name], message)
            self.places[name] = len(self.nodes) - 1

    def operation_line(self, value: ast.expr, name: str | None) -> None:
        if isinstance(value, ast.Name):
            name = self.nodes[self.leaf(value)].name
            raise self.error(
                value, say("`{name}` alone computes nothing: use an operation, as in `y = {name} * 2`.", name=name)
            )
        if is_literal(value):
            raise self.error(value, say("a number alone is no graph: use an operation, as in `y = x * 2`."))
        self.expression(value, name)

    def new_name(self, target: ast.Name) -> str:
        name = self.spelled(target)
        if name in self.known or name == self.defining:
            raise self.error(target, say("`{name}` is the name of an operation; choose another name.", name=name))
        if name in self.first_use:
            early = say("`{name}` is used before this line gives it a value; move this line up.", name=name)
            raise self.error(target, circular(self.statements, name) or early)
        if name in self.places:
            raise self.error(target, say("`{name}` has been assigned already; every name is given once.", name=name))
        return name

    def spelled(self, tree: ast.Name) -> str:
        """Return the name as it was typed; refuse spellings that Python would silently fold into another."""
        name = tree.id
        calls.as_typed(self.lines, tree, name)
        if name not in self.places:
            complaint = lookalike(name, self.skeletons)
            if complaint:
                raise self.error(tree, complaint)
            self.skeletons.setdefault(skeleton(name), name)
        return name

    def add(self, node: Node, tree: ast.AST) -> int:
        known = self.known.get(node.op)
        self.size += known.size if known else 1
        if self.size > MOST_NODES:
            message = say("the graph has more than {most} nodes.", most=MOST_NODES)
            if self.known.keys() > dict(calls.REGISTRY).keys():
                message = say(
                    "with the insides of its definitions the graph has more than {most} nodes.", most=MOST_NODES
                )
            raise self.error(tree, message)
        self.nodes.append(node)
        return len(self.nodes) - 1

    def expression(self, root: ast.expr, name: str | None) -> None:
        """Append the nodes of an expression, operands first, without recursion; the last one gets the name."""
        results: list[int] = []
        tasks: list[tuple[ast.expr, int, bool]] = [(root, 1, False)]
        while tasks:
            tree, depth, ready = tasks.pop()
            if depth > MOST_DEPTH:
                raise self.error(tree, syntax.too_deep(MOST_DEPTH))
            if ready:
                self._combine(tree, results, name if tree is root else None)
                continue
            operands = self.operands(tree)
            if not operands:
                results.append(self.leaf(tree))
                continue
            tasks.append((tree, depth, True))
            tasks += [(operand, depth + 1, False) for operand in operands[:0:-1]]
            # A long sum grows to the left in the tree though nothing is nested in the text.
            tasks.append((operands[0], depth if isinstance(tree, ast.BinOp) else depth + 1, False))

    def _combine(self, tree: ast.expr, results: list[int], name: str | None) -> None:
        op, attrs, arity = self.operation(tree)
        operands = tuple(results[-arity:])
        del results[-arity:]
        place = self.add(Node(name or "", op, operands, attrs, named=name is not None), tree)
        if op == "pow":
            self._refuse_huge_power(tree, operands, place)
        results.append(place)

    def _refuse_huge_power(self, tree: ast.expr, operands: tuple[int, ...], place: int) -> None:
        base, exponent = (self.constants.get(i, self.nodes[i].value) for i in operands)
        if not isinstance(base, float) or not isinstance(exponent, float) or self.nodes[operands[0]].op == "input":
            return
        if base and exponent * math.log10(abs(base)) > 308:
            raise self.error(tree, say("this power is too large: a number can be at most about 1.8e308."))
        self.constants[place] = abs(base) ** exponent if base else 0.0

    def operands(self, tree: ast.expr) -> list[ast.expr]:
        """Return the parts of an operation that are nodes of their own; none for names and literals."""
        if isinstance(tree, ast.Name):
            return []
        if isinstance(tree, ast.BinOp) and type(tree.op) in syntax.BINARY:
            return [tree.right] if syntax.is_reciprocal(tree) else [tree.left, tree.right]
        if is_literal(tree):
            return []
        if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
            return [tree.operand]
        if isinstance(tree, ast.Call):
            return self.call(tree)[0]
        raise self.error(tree, syntax.refusal(tree))

    def operation(self, tree: ast.expr) -> tuple[str, Attrs, int]:
        """Return op, settings and number of inputs of an operation that `operands` has accepted."""
        if isinstance(tree, ast.BinOp):
            return ("reciprocal", (), 1) if syntax.is_reciprocal(tree) else (syntax.BINARY[type(tree.op)], (), 2)
        if isinstance(tree, ast.Call):
            operands, attrs = self.call(tree)
            return tree.func.id, attrs, len(operands)  # type: ignore[attr-defined]
        return "neg", (), 1

    def leaf(self, tree: ast.expr) -> int:
        if not isinstance(tree, ast.Name):
            return self.add(Node("", "const", value=literal(self.lines, tree), named=False), tree)
        name = self.spelled(tree)
        if name in self.known:
            message = say("`{name}` is an operation: write what it is applied to in brackets, `{name}(…)`.", name=name)
            raise self.error(tree, message)
        if name not in self.places and self.defining:
            raise self.error(
                tree,
                say(
                    "`{name}` is no parameter of `{op}`: a definition knows its parameters and numbers, nothing else.",
                    name=name,
                    op=self.defining,
                ),
                did_you_mean(name, self.places),
            )
        if name not in self.places:
            self.places[name] = self.add(Node(name, "input"), tree)
            self.first_use[name] = tree
        return self.places[name]

    def call(self, tree: ast.Call) -> tuple[list[ast.expr], Attrs]:
        """Return inputs and settings of a call, or refuse it."""
        if not isinstance(tree.func, ast.Name):
            raise self.error(tree.func, syntax.refusal(tree.func if isinstance(tree.func, ast.Attribute) else tree))
        name = tree.func.id
        calls.as_typed(self.lines, tree.func, name)
        if name in self.places:
            raise self.error(tree.func, syntax.refusal(tree))
        if name not in self.known:
            raise self.unknown(tree.func)
        return calls.arguments(self.lines, tree, name, self.known[name])

    def unknown(self, tree: ast.Name) -> GraphlabError:
        name = tree.id
        if name == self.defining:
            return self.error(tree, say("`{name}` cannot be defined by itself: use other operations.", name=name))
        if name in self.later:
            message = say("`{name}` is used before the line that defines it; move that line up.", name=name)
            return self.error(tree, circular(self.statements, name) or message)
        hint = calls.elsewhere(name) or did_you_mean(skeleton(name), self.known)
        return self.error(tree, say("unknown name `{name}`.", name=name), hint)
