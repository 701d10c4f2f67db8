"""Mutants of a solution: the same file with one small mistake, made by rule.

Only what lies between BEGIN SOLUTION and END SOLUTION is changed: what a student writes.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider


@dataclass(frozen=True)
class Mutant:
    """One changed file: which rule changed it, and where."""

    rule: str
    line: int
    source: str
    before: str  # the changed lines alone, for the file of equivalent mutants
    after: str

    @property
    def diff(self) -> str:
        return f"- {self.before}\n+ {self.after}".replace("\n", "\n  ")


COMPARE = {
    cst.Equal: [cst.NotEqual], cst.NotEqual: [cst.Equal],
    cst.LessThan: [cst.LessThanEqual, cst.GreaterThanEqual], cst.LessThanEqual: [cst.LessThan, cst.GreaterThan],
    cst.GreaterThan: [cst.GreaterThanEqual, cst.LessThanEqual], cst.GreaterThanEqual: [cst.GreaterThan, cst.LessThan],
    cst.In: [cst.NotIn], cst.NotIn: [cst.In], cst.Is: [cst.IsNot], cst.IsNot: [cst.Is],
}  # fmt: skip
ARITHMETIC = {
    cst.Add: cst.Subtract, cst.Subtract: cst.Add, cst.Multiply: cst.Divide, cst.Divide: cst.Multiply,
    cst.FloorDivide: cst.Divide, cst.Modulo: cst.FloorDivide, cst.Power: cst.Multiply,
    cst.AddAssign: cst.SubtractAssign, cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign, cst.DivideAssign: cst.MultiplyAssign,
    cst.FloorDivideAssign: cst.DivideAssign, cst.ModuloAssign: cst.FloorDivideAssign,
    cst.BitOr: cst.BitAnd, cst.BitAnd: cst.BitOr,
}  # fmt: skip
CONVERSIONS = ("list", "tuple", "dict", "set", "sorted", "int", "float", "str", "iter", "copy", "deepcopy", "clone", "reversed")
ERRORS = ("ValueError", "IndexError", "KeyError", "FileNotFoundError", "RuntimeError", "TypeError")

Change = tuple[str, cst.CSTNode]


def parse(text: str) -> cst.BaseExpression:
    return cst.parse_expression(text)


def plus(node: cst.BaseExpression, operator: cst.BaseBinaryOp) -> cst.BaseExpression:
    brackets = {"lpar": [cst.LeftParen()], "rpar": [cst.RightParen()]}
    return cst.BinaryOperation(node, operator, cst.Integer("1"), **brackets)  # type: ignore[arg-type]


def changes(node: cst.CSTNode) -> Iterator[Change]:
    """What the rules make of one node: (rule, what stands in its place)."""
    if isinstance(node, cst.ComparisonTarget):
        for other in COMPARE.get(type(node.operator), []):  # type: ignore[call-overload]
            yield "comparison", node.with_changes(operator=other())
    elif isinstance(node, cst.BooleanOperation):
        swap = cst.Or() if isinstance(node.operator, cst.And) else cst.And()
        yield "boolean", node.with_changes(operator=swap)
    elif isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not | cst.Minus):
        yield "boolean" if isinstance(node.operator, cst.Not) else "arithmetic", node.expression
    elif isinstance(node, cst.Name) and node.value in ("True", "False"):
        yield "boolean", cst.Name("False" if node.value == "True" else "True")
    elif isinstance(node, cst.Name) and node.value in ERRORS:
        yield "exception", cst.Name("OSError" if node.value != "FileNotFoundError" else "KeyError")
    elif isinstance(node, cst.BinaryOperation | cst.AugAssign) and type(node.operator) in ARITHMETIC:
        yield "arithmetic", node.with_changes(operator=ARITHMETIC[type(node.operator)]())  # type: ignore[index]
    elif isinstance(node, cst.Integer):
        for number in {node.evaluated_value + 1, node.evaluated_value - 1}:
            yield "boundary", parse(f"({number})" if number < 0 else str(number))
    elif isinstance(node, cst.Float):
        yield "constant", parse(repr(node.evaluated_value * 2 + 1))
    elif isinstance(node, cst.SimpleString | cst.FormattedString | cst.ConcatenatedString):
        yield "constant", parse('""' if not isinstance(node, cst.SimpleString) or node.evaluated_value else '"x"')
    elif isinstance(node, cst.IfExp):
        yield "swapped branches", node.with_changes(body=node.orelse, orelse=node.body)
    elif isinstance(node, cst.If | cst.While):
        yield "swapped branches", node.with_changes(test=negated(node.test))
    elif isinstance(node, cst.Call):
        yield from call_changes(node)
    elif isinstance(node, cst.SimpleStatementLine):
        yield from statement_changes(node)


def negated(test: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return test.expression
    inner = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), inner)


def call_changes(node: cst.Call) -> Iterator[Change]:
    """A missing argument; a copy or conversion that is not made; a length that is off by one."""
    for i in range(len(node.args)):
        rest = [a for j, a in enumerate(node.args) if j != i]
        if rest:
            rest[-1] = rest[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        yield "removed argument", node.with_changes(args=rest)
    name = node.func.attr.value if isinstance(node.func, cst.Attribute) else getattr(node.func, "value", "")
    if isinstance(node.func, cst.Attribute) and not node.args:
        yield "removed call", node.func.value
    elif len(node.args) == 1 and name in CONVERSIONS:
        yield "removed call", node.args[0].value
    if name == "len":
        yield "boundary", plus(node, cst.Add())
        yield "boundary", plus(node, cst.Subtract())


def statement_changes(node: cst.SimpleStatementLine) -> Iterator[Change]:
    statement = node.body[0]
    nothing = node.with_changes(body=[cst.Pass()])
    if isinstance(statement, cst.Raise):
        yield "removed raise", nothing
    elif isinstance(statement, cst.Return):
        yield "removed return", node.with_changes(body=[cst.Return()])
    elif not isinstance(statement, cst.Pass | cst.Import | cst.ImportFrom):
        yield "removed statement", nothing


def regions(source: str) -> list[range]:
    """The lines, from 1, that are the answer."""
    marks = [(n, line.strip()) for n, line in enumerate(source.splitlines(), 1)]
    begins = [n for n, line in marks if line.startswith("### BEGIN SOLUTION")]
    ends = [n for n, line in marks if line.startswith("### END SOLUTION")]
    return [range(a + 1, b) for a, b in zip(begins, ends, strict=True)]


def mutants(source: str) -> list[Mutant]:
    """All mutants of a solution, in the order of their lines; no two are the same text."""
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    parents = wrapper.resolve(ParentNodeProvider)
    inside = regions(source)
    found: dict[str, Mutant] = {}
    for node, place in positions.items():
        line = place.start.line  # type: ignore[attr-defined]
        if not any(line in region for region in inside) or is_text_or_type(node, parents):
            continue
        for rule, other in changes(node):
            text = wrapper.module.deep_replace(node, other).code  # type: ignore[arg-type]
            if text not in found and compiles(text):
                found[text] = Mutant(rule, line, text, *changed_lines(source, text))
    return sorted(found.values(), key=lambda m: m.line)


def is_text_or_type(node: cst.CSTNode, parents: object) -> bool:
    """Docstrings and annotations: nothing runs them. Parts of an f-string: the whole is changed."""
    above: cst.CSTNode | None = node
    while above is not None:
        parent = parents.get(above)  # type: ignore[attr-defined]
        if isinstance(parent, cst.Annotation | cst.FormattedString | cst.ConcatenatedString):
            return True
        if isinstance(parent, cst.Expr) and isinstance(above, cst.SimpleString):
            return True
        if isinstance(above, cst.SimpleStatementLine) and isinstance(above.body[0], cst.Expr):
            return isinstance(above.body[0].value, cst.SimpleString)
        if isinstance(parent, cst.BaseSuite | cst.Module):
            return False
        above = parent
    return False


def compiles(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def changed_lines(old: str, new: str) -> tuple[str, str]:
    """What stands on the changed lines before and after, spaces squeezed."""
    lines = list(difflib.ndiff(old.splitlines(), new.splitlines()))
    return tuple(
        "\n".join(re.sub(r"\s+", " ", line[2:]).strip() for line in lines if line.startswith(sign)) for sign in "-+"
    )  # type: ignore[return-value]
