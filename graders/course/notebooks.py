"""solutions/ → notebooks: lesson, answer and test cells, with nbgrader's metadata.

An answer cell begins with `%%answer exercise part`, which makes its text a part of the exercise's
file (see `parts`); the locked cell below it asks the checks about what it defines. The last cell
of a solution, which runs only as a script, is the notebook's to play with. The metadata is made
here and nowhere else; `python -m graders course DIR` writes the files.
"""

from __future__ import annotations

import ast
import json
import re
import textwrap
from typing import Any

from graders.catalog import Check, Exercise
from graders.course.build import BEGIN, SOLUTIONS, stub
from graders.errors import KitError

SCHEMA = 3  # of nbgrader's metadata
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
FIRST = """\
%load_ext graders.course.notebook
check, hint = graders.check, graders.hint"""
HOW = """\
Run the next cell first. Cells that begin with `%%answer` are parts of a file, `{exercise}.py`: the kit
writes it and imports it, because a class that is defined in a notebook belongs to `__main__`, which
`DataLoader` workers that start afresh cannot import. The parts see each other and nothing else of the
notebook; begin a helper cell of your own with `%%answer {exercise}`.

Fill in an answer, run it, then run the test cell below it: the same checks as `make check`."""


def notebook(exercise: Exercise, solved: bool = True) -> dict[str, Any]:
    """The notebook of an exercise as nbformat 4.5 JSON; not `solved`: with stubs for the answers."""
    cells: list[dict[str, Any]] = []
    asked: set[str] = set()
    for kind, source in percent_cells(exercise):
        if kind == "markdown":
            cells.append(_cell("markdown", for_notebooks(source, exercise)))
        elif source.startswith('if __name__ == "__main__":'):
            cells.append(_cell("code", demo(source, exercise)))
        elif defined(source):
            checks = about(exercise, defined(source))
            asked |= {c.id for c in checks}
            name = main_name(checks, source)
            cells += [_answer(exercise, name, source if solved else stub(source)), _tests(exercise, name, checks)]
        else:
            cells.append(_answer(exercise, "imports", source))
    if left := {c.id for c in graded(exercise)} - asked:
        raise KitError(f"{exercise.id}: no cell defines what these checks are about: {', '.join(sorted(left))}")
    first = next(i for i, cell in enumerate(cells) if cell["cell_type"] == "code")
    cells[first:first] = [_cell("markdown", HOW.format(exercise=exercise.id)), _cell("code", FIRST)]
    for number, cell in enumerate(cells):
        cell["id"] = f"{exercise.short}-{number:02d}"  # the same in every build
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}, "loader_kit": {"exercise": exercise.id}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def to_text(nb: dict[str, Any]) -> str:
    return json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def percent_cells(exercise: Exercise) -> list[tuple[str, str]]:
    """(kind, source) of each cell of a solution."""
    import jupytext

    text = (SOLUTIONS / f"{exercise.id}.py").read_text(encoding="utf-8")
    return [(cell.cell_type, cell.source) for cell in jupytext.reads(text, fmt="py:percent").cells]


def for_notebooks(source: str, exercise: Exercise) -> str:
    """A lesson speaks of commands; in a notebook the cells do that."""
    return source.replace(
        f"Fill in the places marked TODO, then run `make check ONLY={exercise.short}`; stuck? `make hint EX={exercise.short}`",
        f'Fill in the places marked TODO; stuck? `hint("{exercise.short}")`',
    )


def defined(source: str) -> list[str]:
    """The functions and classes that a cell with an answer defines, in order; [] for any other cell."""
    if not any(BEGIN.match(line) for line in source.split("\n")):
        return []
    return [node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def graded(exercise: Exercise) -> list[Check]:
    """The checks that notebooks ask: none that needs a GPU, so that a gradebook's maximum is the same everywhere."""
    return [c for c in exercise.checks if c.device != "cuda"]


def about(exercise: Exercise, names: list[str]) -> list[Check]:
    """Those that are about one of these definitions."""
    return [c for c in graded(exercise) if c.about.split(".")[0] in names]


def main_name(checks: list[Check], source: str) -> str:
    """What a cell is about: the last of its definitions that checks ask for."""
    subjects = {c.about.split(".")[0] for c in checks}
    return next((name for name in reversed(defined(source)) if name in subjects), defined(source)[-1])


def demo(source: str, exercise: Exercise) -> str:
    """The script's part of a solution as a cell of its own, with what it uses from the exercise's file."""
    text = textwrap.dedent(source.split("\n", 1)[1])
    return f"from {exercise.id} import *  # your answers\n\n{text}"


# -- cells -----------------------------------------------------------------------------------


def _cell(kind: str, source: str, **nbgrader: Any) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source.rstrip("\n")}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    if nbgrader:
        cell["metadata"]["nbgrader"] = {"schema_version": SCHEMA, "task": False, **nbgrader}
    return cell


def _answer(exercise: Exercise, name: str, source: str) -> dict[str, Any]:
    mark = {"grade": False, "grade_id": grade_id(exercise, name), "locked": False, "solution": True}
    return _cell("code", f"%%answer {exercise.id} {name}\n{source}", **mark)


def _tests(exercise: Exercise, name: str, checks: list[Check]) -> dict[str, Any]:
    points = sum(c.points for c in checks)
    mark = {"grade": True, "grade_id": grade_id(exercise, name, "tests"), "locked": True, "points": points, "solution": False}
    return _cell("code", f'check("{exercise.id}", "{name}")', **mark)


def grade_id(exercise: Exercise, name: str, kind: str = "answer") -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", f"{exercise.short}-{name}-{kind}")


def checks_of(exercise: Exercise) -> dict[str, list[str]]:
    """The ids of the checks that each test cell asks, by the name of its answer, in the notebook's order."""
    found = {}
    for _, source in percent_cells(exercise):
        if names := defined(source):
            checks = about(exercise, names)
            found[main_name(checks, source)] = [c.id for c in checks]
    return found
