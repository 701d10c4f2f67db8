"""A stub from a solution: the answers taken out, everything else left word for word.

A region of a solution

    ### BEGIN SOLUTION: keep the table as tensors
    self.x = ...
    ### END SOLUTION

becomes, in the stub, a TODO with that text and a NotImplementedError. A region whose text is
"helper" holds something that only the answer needs; it is left out.
"""

from __future__ import annotations

import re

from graders.catalog import ROOT
from graders.errors import KitError

SOLUTIONS = ROOT / "solutions"
BEGIN = re.compile(r"^(\s*)### BEGIN SOLUTION:? ?(.*)$")
END = re.compile(r"^\s*### END SOLUTION\s*$")
_SCOPE = re.compile(r"^(\s*)(?:class|def) (\w+)")


def stub(solution: str, name: str = "solution") -> str:
    """The text of the stub for a solution's text. KitError names the line of a broken region."""
    out: list[str] = []
    scope: list[tuple[int, str]] = []  # (indentation, name) of the enclosing definitions
    began = 0
    for number, line in enumerate(solution.split("\n"), start=1):
        if begin := BEGIN.match(line):
            if began:
                raise KitError(f"{name}:{number}: a solution begins inside the one of line {began}")
            began = number
            out += _to_do(begin.group(1), begin.group(2).strip(), ".".join(n for _, n in scope))
        elif END.match(line):
            if not began:
                raise KitError(f"{name}:{number}: a solution ends that has not begun")
            began = 0
        elif not began:
            if found := _SCOPE.match(line):
                indent = len(found.group(1))
                scope = [s for s in scope if s[0] < indent] + [(indent, found.group(2))]
            out.append(line)
    if began:
        raise KitError(f"{name}:{began}: this solution never ends")
    return _tidy("\n".join(out))


def _to_do(indent: str, text: str, where: str) -> list[str]:
    if text == "helper":
        return []
    return [f"{indent}# TODO: {text or 'write this'}", f'{indent}raise NotImplementedError("TODO: {where}")']


def _tidy(text: str) -> str:
    """No more than two blank lines where a helper was left out."""
    return re.sub(r"\n{4,}", "\n\n\n", re.sub(r"(?m)^# %%\n{2,}", "# %%\n", text))


def stub_of(exercise: str) -> str:
    """The stub of one exercise."""
    path = SOLUTIONS / f"{exercise}.py"
    try:
        return stub(path.read_text(encoding="utf-8"), path.name)
    except FileNotFoundError:
        raise KitError(f"there is no {path.name} in {SOLUTIONS.name}/ to make the exercise from") from None
