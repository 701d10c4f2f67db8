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
from graders.course.stubs import BEGIN, SOLUTIONS, stub
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
    answered: list[str] = []
    for kind, source in percent_cells(exercise):
        if kind == "markdown":
            cells.append(_cell("markdown", for_notebooks(source, exercise)))
        elif source.startswith('if __name__ == "__main__":'):
            cells.append(_cell("code", demo(source, exercise)))
        elif defined(source):
            name = subject_of(exercise, source)
            answered.append(name)
            cells += [_answer(exercise, name, source if solved else stub(source)), _tests(exercise, name)]
        else:
            cells.append(_answer(exercise, "imports", source))
    if answered != list(checks_of(exercise)):
        raise KitError(f"{exercise.id}: its cells define {', '.join(answered)}; its checks are about {', '.join(checks_of(exercise))}, in this order")
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


def subject_of(exercise: Exercise, source: str) -> str:
    """The one definition of an answer cell that checks are about. KitError if there are none or several."""
    found = [name for name in defined(source) if name in checks_of(exercise)]
    if len(found) != 1:
        raise KitError(f"{exercise.id}: a cell defines {', '.join(defined(source))}; checks must be about one of these: '# %%' begins a new cell")
    return found[0]


def graded(exercise: Exercise) -> list[Check]:
    """The checks that notebooks ask: none that needs a GPU, so that a gradebook's maximum is the same everywhere."""
    return [c for c in exercise.checks if c.device != "cuda"]


def subject(check: Check) -> str:
    """The function or class at the top of the file that a check is about: it names the answer cell."""
    return check.about.split(".")[0]


def checks_of(exercise: Exercise) -> dict[str, list[str]]:
    """The ids of the checks that each test cell asks, by the name of its answer, in the notebook's order.

    Known without the solutions, which a student's machine need not have.
    """
    found: dict[str, list[str]] = {}
    for check in graded(exercise):
        found.setdefault(subject(check), []).append(check.id)
    return found


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


def _tests(exercise: Exercise, name: str) -> dict[str, Any]:
    points = sum(c.points for c in graded(exercise) if subject(c) == name)
    mark = {"grade": True, "grade_id": grade_id(exercise, name, "tests"), "locked": True, "points": points, "solution": False}
    return _cell("code", f'check("{exercise.id}", "{name}")', **mark)


def grade_id(exercise: Exercise, name: str, kind: str = "answer") -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", f"{exercise.short}-{name}-{kind}")
