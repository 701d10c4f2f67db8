"""In the notebook: `%load_ext graders.course.notebook` gives `%%answer`, `check` and `hint`.

`%%answer exercise part` makes its cell a part of the exercise's file, imports that file afresh and
puts what it defines into the notebook. `check(exercise, part)` has the judge, a process next door,
ask the checks about that part and shows its verdict.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import linecache
import os
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from IPython.core.error import UsageError

from graders import catalog
from graders.course.notebooks import checks_of
from graders.course.service import Service
from graders.errors import KitError
from graders.judge.parts import MAGIC, Part, file_text, place
from graders.reports import html
from graders.reports.model import CheckResult, ExerciseResult


def plainly(method: Callable[..., Any]) -> Callable[..., Any]:
    """What the kit has to say, without a traceback through its code."""

    @functools.wraps(method)
    def said(*arguments: Any, **options: Any) -> Any:
        try:
            return method(*arguments, **options)
        except KitError as error:
            raise UsageError(str(error)) from None

    return said


class Notebook:
    """The answers of one kernel: the parts of each exercise's file, as they were run last."""

    def __init__(self, shell: Any):
        self.shell = shell
        self.folder = Path(tempfile.mkdtemp(prefix="answers-"))
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.parts: dict[str, dict[str, Part]] = {}
        self.unplaced: list[str] = []  # helpers that ran since the last answer
        self.service = Service()
        self.rungs: dict[str, int] = {}
        self.failed: dict[str, str] = {}  # the first check that failed, by exercise
        sys.path.insert(0, str(self.folder))

    # -- %%answer ------------------------------------------------------------------------

    @plainly
    def answer(self, line: str, cell: str) -> None:
        """The cell magic."""
        found = MAGIC.match(f"%%answer {line.strip()}")
        if not found:
            raise KitError("begin the cell with %%answer, the exercise and the part: %%answer ex01_map_dataset imports")
        exercise = catalog.find(found.group(1)).id
        source = f"%%answer {line}\n{cell}"
        key = found.group(2) or f"helper {self.cell_id() or first_name(cell)}"
        self.parts[exercise] = self.placed(self.parts.get(exercise, {}), key, Part(found.group(2) or "", source))
        self.load(exercise)

    def placed(self, parts: dict[str, Part], key: str, part: Part) -> dict[str, Part]:
        """The parts with this one; new helpers stand before the answer that ran next, as they will in the notebook."""
        if not part.name:
            self.unplaced += [key] if key not in parts else []
            return {**parts, key: part}
        moved = {name: parts[name] for name in self.unplaced if name in parts}
        self.unplaced = []
        if key not in parts:
            return {**parts, key: part}
        order = [name for name in parts if name not in moved]
        order[order.index(key) : order.index(key)] = moved
        return {name: part if name == key else parts[name] for name in order}

    def cell_id(self) -> str:
        """The id that the front end gives the running cell, so that a helper run again replaces itself."""
        parent = getattr(self.shell, "parent_header", None) or {}
        metadata = parent.get("metadata", {}) if isinstance(parent, dict) else {}
        return str(metadata.get("cellId") or "")

    def ordered(self, exercise: str) -> list[Part]:
        """The parts in the file's order: imports first."""
        parts = self.parts.get(exercise, {})
        first = [part for part in parts.values() if part.name == "imports"]
        return [*first, *(part for part in parts.values() if part.name != "imports")]

    def load(self, exercise: str) -> None:
        """Write the file, import it afresh, and put its names into the notebook."""
        path = self.folder / f"{exercise}.py"
        path.write_text(file_text(self.ordered(exercise)), encoding="utf-8")
        linecache.checkcache(str(path))
        importlib.invalidate_caches()
        sys.modules.pop(exercise, None)
        try:
            module = importlib.import_module(exercise)
        except Exception as error:  # in the words of cells: a traceback through this would say little
            raise UsageError(explained(error, path, self.ordered(exercise))) from None
        self.shell.push({name: value for name, value in vars(module).items() if not name.startswith("__")})

    # -- check, hint ---------------------------------------------------------------------

    @plainly
    def check(self, exercise: str, part: str = "") -> Verdict | float:
        """What the judge says of an exercise, or of one part of it.

        Where nbgrader executes the notebook (its Validate button, or grading without the kit's
        configuration) the result is the number of points: nbgrader takes anything else for full marks.
        """
        chosen = catalog.find(exercise)
        parts = self.ordered(chosen.id)
        only = checks_of(chosen).get(part) if part else None
        if part and only is None:
            raise KitError(f"{chosen.id} has no part '{part}'; there are {', '.join(checks_of(chosen))}")
        files = {f"{chosen.id}.py": file_text(parts)} if parts else {}
        report = self.service.examine(files, [chosen.id], only=only)
        outcome = ExerciseResult.from_json(report["exercises"][0])
        problem = outcome.first_problem()
        if problem:
            self.failed[chosen.id] = problem.id
        verdict = Verdict(outcome, part or chosen.title, parts, f'hint("{chosen.short}")' if problem else "")
        if "NBGRADER_EXECUTION" in os.environ:
            print(verdict)
            return verdict.points
        return verdict

    @plainly
    def hint(self, exercise: str) -> str:
        """The next hint for the check that failed last."""
        chosen = catalog.find(exercise)
        failed = self.failed.get(chosen.id) or chosen.checks[0].id
        rungs = chosen.hints_for(failed) or ("there is no hint for this check",)
        at = self.rungs.get(failed, 0)
        self.rungs[failed] = min(at + 1, len(rungs) - 1)
        return Text(f"{failed}, hint {at + 1} of {len(rungs)}: {rungs[at]}")


def first_name(cell: str) -> str:
    """What a helper is known by where the front end tells no cell ids: the first thing that it defines."""
    found = re.search(r"^(?:def|class|async def)[ \t]+(\w+)|^(\w+)[ \t]*=", cell, re.MULTILINE)
    return (found.group(1) or found.group(2)) if found else cell[:80]


def explained(error: Exception, path: Path, parts: list[Part]) -> str:
    """What went wrong while the exercise's file was imported, and in which lines of which cells."""
    lines = [(f.lineno or 0, f.line or "") for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    if isinstance(error, SyntaxError) and error.filename == str(path):
        lines.append((error.lineno or 0, (error.text or "").strip()))
    places = [f"  {place(parts, f'{path.name}:{number}')}: {text}" for number, text in lines]
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    return "\n".join([f"{type(error).__name__}: {said}", *places])


class Text(str):
    """A text that a notebook shows without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class Verdict:
    """Shown as HTML or as text by the front end; its `points` are the score."""

    def __init__(self, outcome: ExerciseResult, title: str, parts: list[Part], ask: str):
        """`ask`: the call that gives a hint, where one is due."""
        self.outcome, self.title, self.parts, self.ask = outcome, title, parts, ask

    @property
    def points(self) -> float:
        return self.outcome.points

    def where(self, check: CheckResult) -> str:
        """The place in terms of cells."""
        return place(self.parts, check.look_at)

    def _repr_html_(self) -> str:
        stuck = f"<p>Stuck? Run <code>{self.ask}</code> in a cell of your own.</p>" if self.ask else ""
        return html.verdict(self.outcome, self.title, self.where) + stuck

    def __repr__(self) -> str:
        stuck = f"\nStuck? Run {self.ask} in a cell of your own." if self.ask else ""
        return html.text(self.outcome, self.title, self.where) + stuck


def load_ipython_extension(shell: Any) -> None:
    import graders

    notebook = Notebook(shell)
    notebook.service.start()  # so that the first check need not wait for PyTorch's import
    shell.register_magic_function(notebook.answer, "cell", "answer")
    shell.push({"graders": graders})
    graders.check, graders.hint = notebook.check, notebook.hint  # type: ignore[attr-defined]
