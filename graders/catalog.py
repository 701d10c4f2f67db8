"""The exercises in order: title, minutes, prerequisites, checks and their points.

Read from the text of `checks/test_exNN_name.py` without importing it, so that `list` is
immediate and an author touches only the exercise's own files.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from graders.errors import KitError

CHECKS = Path(__file__).parent / "checks"
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Check:
    """What the decorator of a check says, and its docstring."""

    id: str
    points: float
    about: str
    why: str
    requirement: str
    device: str = ""  # "configuration", "simulated" or "cuda": see `expect.check`
    seconds: float = 0.0  # 0: the limits that hold for every check


@dataclass(frozen=True)
class Exercise:
    """One exercise: `id` is its file's name without `.py`."""

    id: str
    title: str
    minutes: int
    needs: tuple[str, ...]
    hints: dict[str, tuple[str, ...]] = field(hash=False)
    checks: tuple[Check, ...]
    test_file: Path

    @property
    def points(self) -> float:
        return sum(c.points for c in self.checks)

    @property
    def short(self) -> str:
        """ "ex04" """
        return self.id.split("_")[0]

    def hints_for(self, check_id: str) -> tuple[str, ...]:
        """The rungs for a check: those of `subject.word` if there are any, else of `subject`."""
        _, _, rest = check_id.partition(".")
        return self.hints.get(rest) or self.hints.get(rest.split(".")[0]) or ()


def names() -> list[str]:
    """The ids of all exercises, in order."""
    return sorted(path.stem.removeprefix("test_") for path in CHECKS.glob("test_ex*.py"))


@lru_cache(100)
def get(exercise_id: str) -> Exercise:
    """The exercise with this full id; no other's file is read."""
    return read(CHECKS / f"test_{exercise_id}.py")


def exercises() -> tuple[Exercise, ...]:
    """All exercises, in order."""
    return tuple(get(name) for name in names())


def find(name: str) -> Exercise:
    """The exercise that is meant by its full name or any unambiguous part of it."""
    wanted = name.strip().removesuffix(".py").rpartition("/")[2].lower()
    matches = [n for n in names() if wanted in (n, n.split("_")[0])] or [n for n in names() if wanted and wanted in n]
    if len(matches) == 1:
        return get(matches[0])
    among = ", ".join(matches or names())
    problem = "is ambiguous: it could be" if matches else "is not an exercise; there are"
    raise KitError(f"'{name}' {problem} {among}")


def select(chosen: list[str] | None) -> list[Exercise]:
    """The exercises named, in the catalog's order; all of them when none is named."""
    if not chosen:
        return list(exercises())
    wanted = {e.id: e for e in map(find, chosen)}
    return [wanted[exercise_id] for exercise_id in sorted(wanted)]


def read(path: Path) -> Exercise:
    """One exercise from its checks' source: `EXERCISE`, `HINTS` and the decorated functions."""
    try:
        return _read(path)
    except (SyntaxError, ValueError, KeyError, TypeError) as error:
        raise KitError(f"{path.name} is no file of checks: {type(error).__name__}: {error}") from error


def _read(path: Path) -> Exercise:
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    values: dict[str, Any] = {}
    checks = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if name in ("EXERCISE", "HINTS"):
                values[name] = ast.literal_eval(node.value)
        elif isinstance(node, ast.FunctionDef):
            checks += [_check(node, call) for call in node.decorator_list if _is_check(call)]
    facts = values["EXERCISE"]
    return Exercise(
        id=path.stem.removeprefix("test_"), title=facts["title"], minutes=facts["minutes"],
        needs=tuple(facts["needs"]), hints=values.get("HINTS", {}), checks=tuple(checks), test_file=path,
    )  # fmt: skip


def _is_check(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check"


def _check(function: ast.FunctionDef, call: Any) -> Check:
    fields: dict[str, Any] = dict(zip(("id", "points", "about", "why"), call.args, strict=False))
    fields |= {k.arg: k.value for k in call.keywords}
    try:
        fields = {k: ast.literal_eval(v) for k, v in fields.items()}
    except ValueError:
        raise ValueError(f"line {function.lineno}: what @check of {function.name} is given must be written out") from None
    requirement = " ".join((ast.get_docstring(function) or "").split())
    return Check(requirement=requirement, **{**fields, "points": float(fields["points"])})
